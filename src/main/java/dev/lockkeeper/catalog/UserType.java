package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;

/** A type defined by the schema: an enum with its labels, a domain over a base type, or another kind. */
public record UserType(
        QualifiedName name,
        Kind kind,
        List<String> labels,
        Optional<TypeName> baseType,
        boolean constrained,
        Origin origin) {
    /** The kinds that matter to effects: a constrained domain makes ADD COLUMN rewrite. */
    public enum Kind {
        ENUM,
        DOMAIN,
        COMPOSITE,
        RANGE,
        OTHER
    }

    public UserType {
        labels = List.copyOf(labels);
    }
}
