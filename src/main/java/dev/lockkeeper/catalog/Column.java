package dev.lockkeeper.catalog;

import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.TypeName;
import java.util.Optional;

/** A column of a table in the state the replay has reached; {@code identityAlways} is GENERATED ALWAYS AS IDENTITY. */
public record Column(
        String name,
        TypeName type,
        boolean notNull,
        Optional<Expression> defaultValue,
        GeneratedKind generated,
        boolean identity,
        boolean identityAlways,
        Optional<String> collation,
        Origin origin) {
    public Column withNotNull(boolean value) {
        return new Column(name, type, value, defaultValue, generated, identity, identityAlways, collation, origin);
    }

    public Column withDefault(Optional<Expression> value) {
        return new Column(name, type, notNull, value, generated, identity, identityAlways, collation, origin);
    }

    public Column withType(TypeName value, Optional<String> newCollation) {
        return new Column(
                name, value, notNull, defaultValue, generated, identity, identityAlways, newCollation, origin);
    }

    public Column withName(String value) {
        return new Column(value, type, notNull, defaultValue, generated, identity, identityAlways, collation, origin);
    }

    public Column withGenerated(GeneratedKind value) {
        return new Column(name, type, notNull, defaultValue, value, identity, identityAlways, collation, origin);
    }

    public Column withIdentity(boolean value, boolean always) {
        return new Column(name, type, notNull, defaultValue, generated, value, always, collation, origin);
    }
}
