package dev.lockkeeper.catalog;

import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.TypeName;
import java.util.Optional;

/** A column of a table in the state the replay has reached. */
public record Column(
        String name,
        TypeName type,
        boolean notNull,
        Optional<Expression> defaultValue,
        GeneratedKind generated,
        boolean identity,
        Optional<String> collation,
        Origin origin) {
    public Column withNotNull(boolean value) {
        return new Column(name, type, value, defaultValue, generated, identity, collation, origin);
    }

    public Column withDefault(Optional<Expression> value) {
        return new Column(name, type, notNull, value, generated, identity, collation, origin);
    }

    public Column withType(TypeName value, Optional<String> newCollation) {
        return new Column(name, value, notNull, defaultValue, generated, identity, newCollation, origin);
    }

    public Column withName(String value) {
        return new Column(value, type, notNull, defaultValue, generated, identity, collation, origin);
    }

    public Column withGenerated(GeneratedKind value) {
        return new Column(name, type, notNull, defaultValue, value, identity, collation, origin);
    }

    public Column withIdentity(boolean value) {
        return new Column(name, type, notNull, defaultValue, generated, value, collation, origin);
    }
}
