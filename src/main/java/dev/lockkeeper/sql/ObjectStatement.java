package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Statements that mean the same for objects of many kinds, and those about objects that are no relations. */
public sealed interface ObjectStatement extends Statement {

    /** {@code RENAME}: of the object itself, or of a column, constraint or attribute inside it ({@code part}). */
    record Rename(ObjectKind kind, QualifiedName object, Optional<String> part, String newName, boolean ifExists)
            implements ObjectStatement {}

    record SetSchema(ObjectKind kind, QualifiedName object, String newSchema) implements ObjectStatement {}

    record SetOwner(ObjectKind kind, QualifiedName object, String owner) implements ObjectStatement {}

    /** {@code DROP}; for triggers, rules and policies {@code names} holds {@code table.name} as schema and name. */
    record Drop(ObjectKind kind, List<QualifiedName> names, boolean concurrently, boolean ifExists, boolean cascade)
            implements ObjectStatement {
        public Drop {
            names = List.copyOf(names);
        }
    }

    record Comment(ObjectKind kind, QualifiedName object, Optional<String> part) implements ObjectStatement {}

    record SecurityLabel(ObjectKind kind, QualifiedName object) implements ObjectStatement {}

    /** {@code elements} are the statements inside {@code CREATE SCHEMA … CREATE TABLE …}, in the order they are run. */
    record CreateSchema(String schema, boolean ifNotExists, List<Statement> elements) implements ObjectStatement {
        public CreateSchema {
            elements = List.copyOf(elements);
        }
    }

    record CreateExtension(String extension, boolean ifNotExists, Optional<String> schema) implements ObjectStatement {}

    record ImportForeignSchema(String server, String schema) implements ObjectStatement {}

    /** Casts, aggregates, operators, collations, foreign servers …: objects that are no relations and lock none. */
    record OtherObject(String command) implements ObjectStatement {}

    /**
     * A change of such an object, of a base type, of all that a role owns, or a new language or access method: which
     * locks it takes cannot be told from the catalog, or nobody has measured it.
     */
    record AlterOther(String command) implements ObjectStatement {}

    /** {@code ALTER DATABASE}, {@code ALTER SYSTEM}, {@code CREATE/DROP DATABASE}, tablespaces: outside one database. */
    record ClusterWide(String command) implements ObjectStatement {}
}
