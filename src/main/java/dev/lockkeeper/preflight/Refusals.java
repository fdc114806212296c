package dev.lockkeeper.preflight;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a count failed, in our words: the server's own message and DETAIL may hold values of rows and are never shown.
 */
final class Refusals {
    private final Duration limit;
    private final String role;
    private final boolean replica;

    Refusals(Duration limit, String role, boolean replica) {
        this.limit = limit;
        this.role = role;
        this.replica = replica;
    }

    /** Whether nothing more can be asked on this connection. */
    static boolean lost(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        return state.startsWith("08") || state.startsWith("57P");
    }

    Answer.Failed of(SQLException e, Check check) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("unknown");
        String table = check.table().display();
        if (lost(e)) {
            return failed(
                    "the connection was lost (" + state + ")",
                    "Ask again; a proxy or an administrator may have ended it");
        }
        return switch (state) {
            case "57014" ->
                failed(
                        "it did not end within " + limit.toSeconds() + " s, or was cancelled",
                        "Ask a replica with --replica-url, or allow more with --statement-timeout");
            case "55P03" ->
                failed(
                        table + " is locked by another session",
                        "Ask again when that session has ended (see pg_blocking_pids())");
            case "42501" ->
                // row_security is off: the server refuses where it would hide rows, instead of counting too few.
                rowSecurity(e)
                        ? failed(
                                "row level security would hide rows of " + table + " from the role " + role
                                        + ": its count would be too low",
                                "Use the table's owner or a role with BYPASSRLS")
                        : failed(
                                "the role " + role + " may not read what the query names",
                                "GRANT SELECT ON " + check.table().sql() + " TO " + role
                                        + " (and on the referenced table)");
            case "40001", "40P01" ->
                failed(
                        replica
                                ? "replay on the replica cancelled it (" + state + ")"
                                : "it was cancelled (" + state + ")",
                        "Ask again, or set hot_standby_feedback or a longer max_standby_streaming_delay");
            case "42703", "42P01", "42883", "42704" ->
                failed(
                        "production has not everything that the query names (" + state + ")",
                        "Capture the context again: its schema is not that of this server; or the migration makes it first");
            case "25006" -> failed("it would write (25006)", "Run the step on a clone");
            default ->
                state.startsWith("22")
                        ? failed(
                                "the migration's expression raises " + state + " on some row",
                                "Correct the expression: the step would fail on that row too")
                        : failed("the server refused it (" + state + ")", "Run the query by hand to see why");
        };
    }

    /** The only look at the text: both refusals have SQLSTATE 42501. The word is the same in every language's setting name. */
    private static boolean rowSecurity(SQLException e) {
        return Optional.ofNullable(e.getMessage()).orElse("").contains("row-level security");
    }

    private static Answer.Failed failed(String reason, String next) {
        return new Answer.Failed(reason, next + ".");
    }
}
