package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A statement, everything it does, the catalog it meets, its transaction and the forecast of its own work. */
public record StatementEffects(
        ScriptStatement statement,
        Catalog before,
        TransactionState transaction,
        List<Effect> effects,
        Forecast forecast) {
    public StatementEffects {
        effects = List.copyOf(effects);
    }

    public <E extends Effect> Stream<E> all(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast);
    }

    public <E extends Effect> boolean has(Class<E> kind) {
        return effects.stream().anyMatch(kind::isInstance);
    }

    public <E extends Effect> Optional<E> first(Class<E> kind) {
        return all(kind).findFirst();
    }

    /** The strongest lock taken on {@code relation}. */
    public Optional<LockMode> strongestLock(QualifiedName relation) {
        return all(Effect.AcquiresLock.class)
                .filter(lock -> lock.relation().equals(relation))
                .map(Effect.AcquiresLock::mode)
                .max(LockMode::compareTo);
    }
}
