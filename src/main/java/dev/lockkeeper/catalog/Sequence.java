package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.Optional;

/** A sequence and the column that owns it. */
public record Sequence(
        QualifiedName name, Optional<QualifiedName> ownedByTable, Optional<String> ownedByColumn, Origin origin) {}
