package dev.lockkeeper.draft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes into a prompt beside what is known of production.
 *
 * @param intent the change in plain words; may be empty where a migration is given
 * @param said what the person answered to questions
 * @param migration SQL that the prompt is about, the last draft in a repair; empty when there is none
 * @param findings what was wrong with it
 * @param effects what its statements do, computed
 */
public record PromptInputs(String intent, List<String> said, String migration, List<String> findings, String effects) {
    /** Every input that a template may name. */
    static final List<String> NAMES = List.of(
            "intent",
            "said",
            "migration",
            "findings",
            "effects",
            "facts",
            "hazards",
            "conventions",
            "checklist",
            "schema");

    public PromptInputs {
        said = List.copyOf(said);
        findings = List.copyOf(findings);
    }

    public static PromptInputs intent(String intent) {
        return new PromptInputs(intent, List.of(), "", List.of(), "");
    }

    public PromptInputs withSaid(List<String> value) {
        return new PromptInputs(intent, value, migration, findings, effects);
    }

    public PromptInputs withMigration(String value, List<String> wrong) {
        return new PromptInputs(intent, said, value, wrong, effects);
    }

    public PromptInputs withEffects(String value) {
        return new PromptInputs(intent, said, migration, findings, value);
    }

    /** The values of a template, with those of production. */
    Map<String, Object> values(Map<String, String> production) {
        Map<String, Object> values = new LinkedHashMap<>(production);
        values.put("intent", intent.isBlank() ? "(nothing said)" : intent);
        values.put("said", lines(said));
        values.put("migration", fenced(migration));
        values.put("findings", lines(findings));
        values.put("effects", effects.isBlank() ? "(not computed)" : effects);
        values.put("schema", DraftSchema.TEXT);
        return values;
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty()
                ? "(nothing)"
                : String.join(
                        "\n",
                        lines.stream()
                                .map(line -> "- " + line.replaceAll("\\R", " "))
                                .toList());
    }

    /** Between fences longer than any in the text, so that it cannot end them. */
    private static String fenced(String sql) {
        if (sql.isBlank()) {
            return "(none)";
        }
        String fence = "```";
        while (sql.contains(fence)) {
            fence += "`";
        }
        return fence + "sql\n" + sql + (sql.endsWith("\n") ? "" : "\n") + fence;
    }
}
