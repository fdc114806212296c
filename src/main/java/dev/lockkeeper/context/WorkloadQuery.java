package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A normalised statement of {@code pg_stat_statements}: calls, mean and maximum milliseconds, what it touches, when it
 * was seen. No columns means that it was not understood or reads them all ({@code SELECT *}): it counts for every column.
 */
public record WorkloadQuery(
        @JsonProperty(required = true) String query,
        OptionalLong calls,
        OptionalDouble meanMillis,
        OptionalDouble maxMillis,
        List<QualifiedName> tables,
        List<String> columns,
        Optional<Instant> firstSeen,
        Optional<Instant> lastSeen,
        Optional<String> application) {
    public WorkloadQuery {
        Facts.notBlank("query", query);
        Facts.notNegative("calls", calls);
        Facts.notNegative("mean_millis", meanMillis);
        Facts.notNegative("max_millis", maxMillis);
        tables = List.copyOf(tables);
        columns = List.copyOf(columns);
    }

    /** The same with the tables it touches. */
    public WorkloadQuery withTables(List<QualifiedName> value) {
        return new WorkloadQuery(query, calls, meanMillis, maxMillis, value, columns, firstSeen, lastSeen, application);
    }
}
