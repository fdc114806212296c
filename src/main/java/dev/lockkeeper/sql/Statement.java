package dev.lockkeeper.sql;

import java.util.stream.Stream;

/**
 * What one SQL statement means, read from PostgreSQL's own syntax tree. Every kind that the gate knows has
 * a record; everything else is {@link Unrecognized} and can never be approved. Names are as written
 * (schema empty when not said).
 */
public sealed interface Statement
        permits RelationStatement,
                ObjectStatement,
                TypeStatement,
                RoutineStatement,
                TieStatement,
                PrivilegeStatement,
                DataStatement,
                SessionStatement,
                Statement.Unrecognized {

    /** The statement and, for CREATE SCHEMA, the statements inside it. */
    default Stream<Statement> withInner() {
        return this instanceof ObjectStatement.CreateSchema create
                ? Stream.concat(Stream.of(this), create.elements().stream())
                : Stream.of(this);
    }

    /** Parsed, but without a value here: {@code node} is PostgreSQL's node type. Never approved. */
    record Unrecognized(String node) implements Statement {}
}
