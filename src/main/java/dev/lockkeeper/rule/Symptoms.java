package dev.lockkeeper.rule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds rule cards by what somebody sees: an SQLSTATE, or the text of an error. Names in double quotes are ignored,
 * because the card says other ones.
 */
public final class Symptoms {
    private static final String SECTION = "How to spot it";
    private static final double ENOUGH = 0.6;
    private static final int MOST = 3;

    private Symptoms() {}

    private record Match(RuleCard card, double score) {}

    /** The best cards first, at most three for a text and all of them for an SQLSTATE; empty when none fits. */
    public static List<RuleCard> find(RuleBook book, String text) {
        String wanted = text.strip();
        return wanted.matches("[0-9A-Z]{5}") ? byState(book, wanted) : byText(book, wanted);
    }

    private static List<RuleCard> byState(RuleBook book, String state) {
        return book.entries().stream()
                .map(RuleBook.Entry::card)
                .filter(card -> card.section(SECTION).matches("(?s).*\\b" + state + "\\b.*"))
                .sorted(Comparator.comparingInt(
                        (RuleCard card) -> card.section(SECTION).indexOf(state)))
                .toList();
    }

    private static List<RuleCard> byText(RuleBook book, String text) {
        Set<String> wanted = words(text);
        if (wanted.isEmpty()) {
            return List.of();
        }
        return book.entries().stream()
                .map(RuleBook.Entry::card)
                .map(card -> new Match(card, best(card.section(SECTION), wanted)))
                .filter(match -> match.score() >= ENOUGH)
                .sorted(Comparator.comparingDouble(Match::score).reversed())
                .limit(MOST)
                .map(Match::card)
                .toList();
    }

    /** The best of the messages that the card quotes in backticks, by the words they have in common. */
    private static double best(String section, Set<String> wanted) {
        String[] parts = section.split("`", -1);
        double best = 0;
        for (int i = 1; i < parts.length; i += 2) {
            Set<String> message = words(parts[i]);
            Set<String> common = message.stream().filter(wanted::contains).collect(Collectors.toSet());
            if (message.size() > 1) {
                best = Math.max(best, 2.0 * common.size() / (message.size() + wanted.size()));
            }
        }
        return best;
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.replaceAll("\"[^\"]*\"", " ")
                        .replaceFirst("^\\s*(ERROR|FATAL|PANIC):", " ")
                        .toLowerCase(Locale.ROOT)
                        .split("[^a-z]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }
}
