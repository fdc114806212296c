package dev.lockkeeper.context;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Which database it is: physical clones share the system identifier, so address and start time tell them apart. */
public record DatabaseIdentity(
        Optional<String> name,
        Optional<String> systemIdentifier,
        OptionalInt timeline,
        Optional<String> address,
        OptionalInt port,
        Optional<Instant> startedAt) {
    public DatabaseIdentity {
        Facts.notNegative("timeline", timeline);
        Facts.between(
                "port", port.isPresent() ? OptionalDouble.of(port.getAsInt()) : OptionalDouble.empty(), 1, 65_535);
    }
}
