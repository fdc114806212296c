package dev.lockkeeper.context;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/** A session that was running, idle in transaction, blocked or prepared when the context was captured. */
public record Session(
        String query,
        long durationMillis,
        String state,
        List<QualifiedName> relations,
        Optional<String> application,
        Optional<String> user,
        boolean blocked) {
    public Session {
        relations = List.copyOf(relations);
    }
}
