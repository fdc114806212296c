package dev.lockkeeper.approval;

import java.time.Duration;

/** The production snapshot the verdict rests on: its digest, and how old it was when the approval was signed. */
public record SignedContext(Sha256 digest, Duration age) {
    public SignedContext {
        age = Duration.ofSeconds(age.toSeconds());
        if (age.isNegative()) {
            throw new IllegalArgumentException("a context cannot come from the future: " + age);
        }
    }
}
