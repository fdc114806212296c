package dev.lockkeeper.rule;

import dev.lockkeeper.pg.VersionRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page of a rule: what it is called, how bad it is, where it holds, and its sections in Markdown by heading.
 *
 * @param hazard the folder the rule lies in: a kind of harm
 * @param postgres the majors on which the rule speaks
 * @param suppressible false where no comment in a migration may silence the rule
 * @param asks a finding is a question of meaning, which only a person can answer
 * @param detectedBy names of the effects the rule looks at
 * @param alsoKnownAs names other tools give the hazard
 */
public record RuleCard(
        String code,
        String title,
        String hazard,
        SeverityBands severity,
        VersionRange postgres,
        boolean suppressible,
        boolean asks,
        List<String> detectedBy,
        List<String> alsoKnownAs,
        Map<String, String> sections) {
    /** The headings of a complete card, in order. */
    public static final List<String> HEADINGS =
            List.of("How to spot it", "Bad", "Good", "Plan", "Rollback", "When to suppress", "References");

    public RuleCard {
        detectedBy = List.copyOf(detectedBy);
        alsoKnownAs = List.copyOf(alsoKnownAs);
        sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    }

    /** The text of a section, empty when the card does not have it. */
    public String section(String heading) {
        return sections.getOrDefault(heading, "");
    }
}
