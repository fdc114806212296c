package dev.lockkeeper.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** All installed rules with their cards, by code. */
public record RuleBook(List<Entry> entries) {
    public RuleBook {
        entries = entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.card().code()))
                .toList();
    }

    /** A rule and the card beside it. */
    public record Entry(Rule rule, RuleCard card) {}

    /** Every rule on the class path; a rule without its card, or under another code, is a {@link CardException}. */
    public static RuleBook installed() {
        return new RuleBook(ServiceLoader.load(Rule.class).stream()
                .map(provider -> entry(provider.get()))
                .toList());
    }

    public Optional<RuleCard> card(String code) {
        return entries.stream()
                .map(Entry::card)
                .filter(card -> card.code().equals(code))
                .findFirst();
    }

    private static Entry entry(Rule rule) {
        String file = rule.code() + ".md";
        RuleCard card = CardReader.read(file, text(rule, file));
        if (!card.code().equals(rule.code())) {
            throw new CardException(file + ": the card says code " + card.code() + ", its class is "
                    + rule.getClass().getSimpleName());
        }
        return new Entry(rule, card);
    }

    private static String text(Rule rule, String file) {
        try (InputStream in = rule.getClass().getResourceAsStream(file)) {
            if (in == null) {
                throw new CardException(rule.getClass().getName() + " has no card: write " + file + " beside it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
