package dev.lockkeeper.sql;

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

    /** Parsed, but without a value here: {@code node} is PostgreSQL's node type. Never approved. */
    record Unrecognized(String node) implements Statement {}
}
