package dev.lockkeeper.approval;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What every signed value must satisfy. */
final class Require {
    private Require() {}

    static void text(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
    }

    /** Signed times have whole seconds, so that they have one spelling. */
    static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
