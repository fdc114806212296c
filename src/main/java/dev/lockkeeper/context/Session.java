package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A session that was running, idle in transaction, blocked or prepared when the context was captured; the duration
 * in milliseconds is that of its transaction, because locks are kept until its end.
 */
public record Session(
        @JsonProperty(required = true) String query,
        @JsonProperty(required = true) long durationMillis,
        @JsonProperty(required = true) String state,
        List<QualifiedName> relations,
        Optional<String> application,
        Optional<String> user,
        boolean blocked) {
    public Session {
        Facts.notBlank("state", state);
        Facts.notNegative("duration_millis", OptionalLong.of(durationMillis));
        relations = List.copyOf(relations);
    }
}
