package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one connection of a snapshot. Each fact group is a statement of its own: what one is refused, or does not get in
 * time, is written down as a gap and the rest goes on. Only a lost connection ends everything.
 */
final class ReadOnlySession implements AutoCloseable {
    /** Ends up in pg_stat_statements, by which our own statements are told from the application's. */
    static final String MARK = "/* lockkeeper snapshot */";

    private final Connection connection;
    private final String server;
    private final List<String> gaps = new ArrayList<>();
    private boolean transaction;

    /** What a statement is for: the fact in words, and what is not known without it. */
    record Purpose(String fact, String cost) {}

    ReadOnlySession(Connection connection, String server) {
        this.connection = connection;
        this.server = server;
    }

    /** One moment for many statements; what one of them is refused does not end it. */
    void begin() throws SnapshotException {
        run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        transaction = true;
    }

    void commit() throws SnapshotException {
        transaction = false;
        run("COMMIT");
    }

    /** The rows, or empty when the server refused; the refusal is among the {@link #gaps()}. */
    Optional<List<Row>> ask(Purpose purpose, String sql) throws SnapshotException {
        if (transaction) {
            run("SAVEPOINT fact");
        }
        try {
            List<Row> rows = rows(sql);
            if (transaction) {
                run("RELEASE SAVEPOINT fact");
            }
            return Optional.of(rows);
        } catch (SQLException e) {
            lostOr(e);
            if (transaction) {
                run("ROLLBACK TO SAVEPOINT fact");
            }
            if (gaps.stream().noneMatch(gap -> gap.startsWith(purpose.fact() + ": "))) {
                gap(purpose.fact() + ": " + reason(e) + "; " + purpose.cost() + ".");
            }
            return Optional.empty();
        }
    }

    /** The rows, none when the server refused. */
    List<Row> read(Purpose purpose, String sql) throws SnapshotException {
        return ask(purpose, sql).orElse(List.of());
    }

    /** A statement that has no rows and must succeed. */
    void run(String sql) throws SnapshotException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            lostOr(e);
            throw new SnapshotException(
                    SnapshotException.Reason.SERVER, server + " refuses a read-only session: " + reason(e) + ".", e);
        }
    }

    private List<Row> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            List<Row> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(marked(sql))) {
                while (result.next()) {
                    rows.add(Row.of(result));
                }
            }
            return rows;
        }
    }

    /** Inside, not in front: 18 drops what stands before a statement. */
    private static String marked(String sql) {
        int end = sql.indexOf(' ');
        return sql.substring(0, end) + ' ' + MARK + sql.substring(end);
    }

    /** Says what could not be seen; once is enough. */
    void gap(String sentence) {
        String line = Quoted.line(sentence, 500);
        if (!gaps.contains(line)) {
            gaps.add(line);
        }
    }

    List<String> gaps() {
        return List.copyOf(gaps);
    }

    private void lostOr(SQLException e) throws SnapshotException {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        boolean lost = state.startsWith("08") || state.startsWith("57P") || state.startsWith("28");
        if (!lost) {
            try {
                lost = connection.isClosed();
            } catch (SQLException closed) {
                lost = true;
            }
        }
        if (lost) {
            throw new SnapshotException(
                    SnapshotException.Reason.SERVER,
                    "the connection to " + server + " was lost (" + message(e)
                            + "). Nothing was written; run the command again.",
                    e);
        }
    }

    private static String reason(SQLException e) {
        return switch (Optional.ofNullable(e.getSQLState()).orElse("")) {
            case "57014" -> "no answer within the time limit";
            case "55P03" -> "a lock was not free within the time limit";
            default -> message(e);
        };
    }

    static String message(SQLException e) {
        return Quoted.line(String.valueOf(e.getMessage()).lines().findFirst().orElse("no message"))
                .replaceFirst("^(ERROR|FATAL): ", "");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was only read from: nothing can be lost.
        }
    }
}
