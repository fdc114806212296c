package dev.lockkeeper.dryrun;

import dev.lockkeeper.effect.RelationKind;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;

/** A relation lock seen in {@code pg_locks} from a second connection; {@code owner} is the table an index or TOAST belongs to. */
public record ObservedLock(QualifiedName relation, RelationKind kind, QualifiedName owner, LockMode mode) {}
