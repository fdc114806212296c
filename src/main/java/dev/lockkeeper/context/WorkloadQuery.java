package dev.lockkeeper.context;

import dev.lockkeeper.pg.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A normalised statement of {@code pg_stat_statements}: calls, mean and maximum milliseconds, what it touches, when it was seen. */
public record WorkloadQuery(
        String query,
        OptionalLong calls,
        OptionalDouble meanMillis,
        OptionalDouble maxMillis,
        List<QualifiedName> tables,
        List<String> columns,
        Optional<Instant> firstSeen,
        Optional<Instant> lastSeen,
        Optional<String> application) {
    public WorkloadQuery {
        tables = List.copyOf(tables);
        columns = List.copyOf(columns);
    }
}
