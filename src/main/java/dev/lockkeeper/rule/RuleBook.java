package dev.lockkeeper.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** All installed rules with their cards, by code. */
public record RuleBook(List<Entry> entries) {
    public RuleBook {
        entries = entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.rule().code()))
                .toList();
    }

    /**
     * Every rule on the class path. A card is read when it is first asked for, because most runs need few of them;
     * a rule without its card, or under another code, is a {@link CardException} then.
     */
    public static RuleBook installed() {
        return new RuleBook(ServiceLoader.load(Rule.class).stream()
                .map(provider -> new Entry(provider.get()))
                .toList());
    }

    public Optional<RuleCard> card(String code) {
        return entries.stream()
                .filter(entry -> entry.rule().code().equals(code))
                .findFirst()
                .map(Entry::card);
    }

    /** A rule and the card beside it. */
    public static final class Entry {
        private final Rule rule;
        private volatile @Nullable RuleCard card;

        Entry(Rule rule) {
            this.rule = rule;
        }

        public Rule rule() {
            return rule;
        }

        public RuleCard card() {
            RuleCard read = card;
            if (read == null) {
                read = RuleBook.read(rule);
                card = read;
            }
            return read;
        }
    }

    private static RuleCard read(Rule rule) {
        String file = rule.code() + ".md";
        RuleCard card = CardReader.read(file, text(rule, file));
        if (!card.code().equals(rule.code())) {
            throw new CardException(file + ": the card says code " + card.code() + ", its class is "
                    + rule.getClass().getSimpleName());
        }
        return card;
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
