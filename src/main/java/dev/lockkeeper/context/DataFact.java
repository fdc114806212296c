package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** An exact count made on production or a fresh copy: {@code query} and what it returned. */
public record DataFact(
        @JsonProperty(required = true) QualifiedName table,
        @JsonProperty(required = true) String query,
        @JsonProperty(required = true) long count,
        Optional<Instant> countedAt) {
    public DataFact {
        Facts.notBlank("query", query);
        Facts.notNegative("count", OptionalLong.of(count));
    }
}
