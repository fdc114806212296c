package dev.lockkeeper.approval;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The production snapshot the verdict rests on: its digest, and how old it was when the approval was signed,
 * the sizes of the tables that the plan touches, and the declared window ({@code Sat 02:00-04:00}, UTC) when the change
 * may run in it only.
 */
public record SignedContext(Sha256 digest, Duration age, List<SignedTable> tables, Optional<String> window) {
    public SignedContext {
        tables = List.copyOf(tables);
        age = Duration.ofSeconds(age.toSeconds());
        if (age.isNegative()) {
            throw new IllegalArgumentException("a context cannot come from the future: " + age);
        }
    }
}
