package dev.lockkeeper.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Who holds the signing key. {@link #LOCAL} keys lie in the home folder of whoever ran the review, so an
 * agent with that shell could sign for itself; {@link #GATE} keys are held by the gate server.
 */
public enum TrustLevel {
    LOCAL,
    GATE;

    /** The spelling in statements and in the names of public key files: {@code local}, {@code gate}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TrustLevel> ofWord(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }
}
