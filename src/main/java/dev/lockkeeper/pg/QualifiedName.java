package dev.lockkeeper.pg;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The name of a relation, type or function as PostgreSQL resolves it: schema and name, both case-exact
 * and unquoted. An empty schema means "not said": the catalog resolves it along the search path.
 */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {
    public QualifiedName {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name cannot be empty");
        }
    }

    /** Written out, because names are the keys of the catalog and the generated methods are slow until compiled. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QualifiedName that && name.equals(that.name) && schema.equals(that.schema);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + name.hashCode();
    }

    public static QualifiedName of(String name) {
        return new QualifiedName("", name);
    }

    public static QualifiedName of(String schema, String name) {
        return new QualifiedName(schema, name);
    }

    /** A name as people type it, {@code schema.name} or {@code name}; it is not SQL, and no quotes are read. */
    public static QualifiedName typed(String text) {
        int dot = text.indexOf('.');
        return dot < 1 || dot == text.length() - 1 ? of(text) : of(text.substring(0, dot), text.substring(dot + 1));
    }

    public boolean hasSchema() {
        return !schema.isEmpty();
    }

    /** The same name in {@code fallback} when no schema was said. */
    public QualifiedName inSchema(String fallback) {
        return hasSchema() ? this : new QualifiedName(fallback, name);
    }

    /** Another object in the same schema. */
    public QualifiedName sibling(String otherName) {
        return new QualifiedName(schema, otherName);
    }

    /** As it must be written in SQL, quoted where needed. */
    public String sql() {
        return hasSchema() ? Identifiers.quote(schema) + '.' + Identifiers.quote(name) : Identifiers.quote(name);
    }

    /** As people say it: the schema only when it is not {@code public}. */
    public String display() {
        return schema.isEmpty() || schema.equals("public") ? name : schema + '.' + name;
    }

    @Override
    public int compareTo(QualifiedName other) {
        return Comparator.comparing(QualifiedName::schema)
                .thenComparing(QualifiedName::name)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return hasSchema() ? schema + '.' + name : name;
    }
}
