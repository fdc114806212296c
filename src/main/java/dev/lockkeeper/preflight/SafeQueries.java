package dev.lockkeeper.preflight;

import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A count holds the migration's own expressions, and a migration is a stranger's text: a read-only transaction stops
 * writes, but not {@code pg_terminate_backend()}. Only one SELECT whose every function is not volatile on this server
 * is run.
 */
final class SafeQueries {
    private final ScriptReader reader;
    private final Connection connection;

    SafeQueries(ScriptReader reader, Connection connection) {
        this.reader = reader;
        this.connection = connection;
    }

    /** Why the query must not run; empty when it may. */
    Optional<String> refuse(String query) throws SQLException {
        if (!(reader.read("preflight query", query) instanceof ScriptOutcome.Read read)) {
            return Optional.of("the query does not parse");
        }
        Script script = read.script();
        if (script.statements().size() != 1
                || !(script.statements().getFirst().meaning() instanceof DataStatement.Select select)
                || !select.nested().writes().isEmpty()
                || select.locksRows()) {
            return Optional.of("the query is not a plain SELECT");
        }
        for (String function : select.functions()) {
            if (isVolatile(function)) {
                return Optional.of("the migration's expression calls " + function
                        + "(), which is volatile: it is not run on production");
            }
        }
        return Optional.empty();
    }

    /** By name, whatever the overload: the worst of them decides. What is not in pg_proc is syntax, or fails by itself. */
    private boolean isVolatile(String function) throws SQLException {
        int dot = function.lastIndexOf('.');
        List<String> conditions = dot < 0
                ? List.of("p.proname = " + literal(function))
                : List.of(
                        "p.proname = " + literal(function.substring(dot + 1)),
                        "n.nspname = " + literal(function.substring(0, dot)));
        return !Rows.one(
                        connection,
                        "SELECT pg_catalog.count(*) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
                                + " WHERE p.provolatile = 'v' AND " + String.join(" AND ", conditions))
                .equals("0");
    }

    private static String literal(String text) {
        return Identifiers.literal(text).strip();
    }
}
