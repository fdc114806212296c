package dev.lockkeeper.draft;

import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.rule.RuleCard;
import dev.lockkeeper.rule.Severity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The hazards whose cards speak of the same things as the wish, worst first, with the safe form the card shows. */
public final class HazardNotes {
    private static final int MOST = 10;
    private static final Set<String> EMPTY_WORDS = Set.of(
            "the",
            "and",
            "for",
            "with",
            "that",
            "not",
            "its",
            "all",
            "are",
            "can",
            "has",
            "new",
            "one",
            "add",
            "table",
            "tables",
            "row",
            "rows",
            "from",
            "into",
            "when",
            "while",
            "which",
            "data",
            "column",
            "everything");

    private HazardNotes() {}

    /** {@code band} is the size of the largest table in question. */
    public static List<String> of(String words, PgVersion version, TableSize.Band band) {
        Set<String> wanted = words(words);
        record Scored(RuleCard card, Severity severity, int score) {}
        return RuleBook.installed().entries().stream()
                .map(RuleBook.Entry::card)
                .filter(card -> card.postgres().contains(version))
                .flatMap(card -> card.severity().in(band).stream()
                        .filter(severity -> severity != Severity.NOTE)
                        .map(severity -> new Scored(card, severity, score(card, wanted))))
                .filter(each -> each.score() > 0)
                .sorted(Comparator.comparingInt(Scored::score)
                        .reversed()
                        .thenComparing(Scored::severity)
                        .thenComparing(each -> each.card().code()))
                .limit(MOST)
                .map(each -> "- " + each.card().code() + " ("
                        + each.severity().name().toLowerCase(Locale.ROOT) + " at this size): "
                        + each.card().title() + "."
                        + technique(each.card()).map(safe -> " Safe: " + safe).orElse(""))
                .toList();
    }

    private static int score(RuleCard card, Set<String> wanted) {
        Set<String> own = words(card.code().replace('-', ' ') + " " + card.title());
        own.retainAll(wanted);
        return own.size();
    }

    /** Words by their first five letters, so that "indexes" finds "index". */
    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z]+"))
                .filter(word -> word.length() > 2 && !EMPTY_WORDS.contains(word))
                .map(word -> word.length() > 5 ? word.substring(0, 5) : word)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** The statements of the card's first good block, on one line. */
    private static Optional<String> technique(RuleCard card) {
        String good = card.section("Good")
                .lines()
                .dropWhile(line -> !line.startsWith("```"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("```"))
                .filter(line -> !line.startsWith("--") && !line.startsWith("SET "))
                .collect(Collectors.joining(" "));
        return good.isBlank() ? Optional.empty() : Optional.of(ModelText.line(good, 240));
    }
}
