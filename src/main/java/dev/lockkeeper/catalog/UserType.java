package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;

/** A type defined by the schema: an enum with its labels, a domain over a base type, a composite type, or another kind. */
public record UserType(
        QualifiedName name,
        Kind kind,
        List<String> labels,
        Optional<TypeName> baseType,
        boolean constrained,
        List<Column> attributes,
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
        attributes = List.copyOf(attributes);
    }

    UserType withName(QualifiedName value) {
        return new UserType(value, kind, labels, baseType, constrained, attributes, origin);
    }

    UserType withLabels(List<String> value) {
        return new UserType(name, kind, value, baseType, constrained, attributes, origin);
    }

    UserType withAttributes(List<Column> value) {
        return new UserType(name, kind, labels, baseType, constrained, value, origin);
    }
}
