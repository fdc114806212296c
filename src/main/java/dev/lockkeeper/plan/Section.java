package dev.lockkeeper.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One direction of a step: what is run, how, and under which timeouts. How the timeouts are set depends on who opens
 * the transaction; all statements are without their semicolons.
 */
public record Section(List<String> statements, TransactionMode mode, Timeouts timeouts) {
    public Section {
        statements = statements.stream().map(String::strip).toList();
    }

    public static Section forward(Step step) {
        return new Section(step.statements(), step.mode(), step.timeouts());
    }

    /** The way back of {@code step}, which {@code undo} is. */
    public static Section back(Step step, Rollback.Undo undo) {
        return new Section(
                undo.statements(),
                undo.mode(),
                undo.mode() == TransactionMode.TRANSACTION ? step.timeouts().undoing() : Timeouts.NONE);
    }

    /** Inside a transaction that somebody else begins and ends. */
    public List<String> wrapped() {
        return Stream.concat(settings("SET LOCAL "), statements.stream()).toList();
    }

    /** A transaction of its own. */
    public List<String> ownTransaction() {
        List<String> all = new ArrayList<>(List.of("BEGIN"));
        all.addAll(wrapped());
        all.add("COMMIT");
        return all;
    }

    /** Each statement by itself in one session, whose settings are put back. */
    public List<String> session() {
        List<String> all = new ArrayList<>(settings("SET ").toList());
        all.addAll(statements);
        all.add("RESET lock_timeout");
        all.add("RESET statement_timeout");
        return all;
    }

    private Stream<String> settings(String set) {
        return Stream.of(
                set + "lock_timeout = " + setting(timeouts.lockMillis()),
                set + "statement_timeout = " + setting(timeouts.statementMillis()));
    }

    private static String setting(long millis) {
        return millis == 0 ? "0" : millis % 1000 == 0 ? "'" + millis / 1000 + "s'" : "'" + millis + "ms'";
    }
}
