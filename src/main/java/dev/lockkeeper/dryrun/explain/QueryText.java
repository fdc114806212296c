package dev.lockkeeper.dryrun.explain;

import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.Statement;
import java.util.Optional;

/** Texts of {@code pg_stat_statements}: strangers' words, cut off at any length, with $n in the places of values. */
public final class QueryText {
    private static final int LONGEST_LABEL = 160;

    private QueryText() {}

    /** The one statement that the text is; empty when it is none, or more than one. */
    public static Optional<Statement> single(ScriptReader reader, String sql) {
        return switch (reader.read("workload", sql)) {
            case ScriptOutcome.Read read ->
                read.script().statements().size() == 1
                        ? Optional.of(read.script().statements().getFirst().meaning())
                        : Optional.empty();
            case ScriptOutcome.Unreadable unreadable -> Optional.empty();
        };
    }

    /** Whether EXPLAIN takes it. */
    public static boolean explainable(Statement statement) {
        return statement instanceof DataStatement.Select
                || statement instanceof DataStatement.Insert
                || statement instanceof DataStatement.Update
                || statement instanceof DataStatement.Delete
                || statement instanceof DataStatement.Merge;
    }

    /** One line, short, for people. */
    public static String label(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_LABEL ? line.substring(0, LONGEST_LABEL) + "…" : line;
    }
}
