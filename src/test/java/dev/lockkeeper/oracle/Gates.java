package dev.lockkeeper.oracle;

import dev.lockkeeper.dryrun.shadow.UnsealedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One older transaction per table that holds it: first ACCESS EXCLUSIVE, so that whatever the statement asks for is
 * seen as a request; then SHARE ROW EXCLUSIVE, which stops all but readers; then ROW EXCLUSIVE with an old snapshot, so that a statement that waits for older transactions is
 * seen with the locks it holds meanwhile; then nothing. Nothing depends on time: the statement stands while it is read.
 */
final class Gates implements AutoCloseable {
    private static final int ROUNDS = 40;
    private static final String SEEN =
            "SELECT l.relation, l.mode, l.granted, l.locktype FROM pg_catalog.pg_locks l WHERE l.pid = ";

    private final UnsealedServer server;
    private final Connection watcher;
    private final long pid;
    private final List<String> tables;
    private final List<Gate> open = new ArrayList<>();
    private int rounds;

    Gates(UnsealedServer server, Connection watcher, long pid, List<String> tables) throws SQLException {
        this.server = server;
        this.watcher = watcher;
        this.pid = pid;
        this.tables = tables;
        for (String table : tables) {
            add(table);
        }
    }

    private static final class Gate {
        final Connection connection;
        final long pid;
        final String table;
        int level = 2;

        Gate(Connection connection, String table) throws SQLException {
            this.connection = connection;
            this.table = table;
            this.pid = Long.parseLong(Sql.one(connection, "SELECT pg_catalog.pg_backend_pid()"));
        }
    }

    /** Nothing is added where the statement holds the table too strongly. */
    private void add(String table) throws SQLException {
        Connection connection = server.connect();
        Gate gate = new Gate(connection, table);
        connection.setAutoCommit(false);
        try {
            Sql.run(
                    connection,
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; LOCK TABLE ONLY " + table
                            + " IN ROW EXCLUSIVE MODE NOWAIT; SELECT 1 FROM pg_catalog.pg_class LIMIT 1; SAVEPOINT level1; LOCK TABLE ONLY "
                            + table + " IN SHARE ROW EXCLUSIVE MODE NOWAIT; SAVEPOINT level2; LOCK TABLE ONLY "
                            + table + " IN ACCESS EXCLUSIVE MODE NOWAIT");
            open.add(gate);
        } catch (SQLException e) {
            connection.rollback();
            connection.close();
        }
    }

    /** Relation and mode of all locks the waiting statement holds or asks for; opens what it waits for. */
    List<List<String>> look() throws SQLException {
        List<List<String>> rows = Sql.rows(watcher, SEEN + pid);
        Optional<List<String>> wanted =
                rows.stream().filter(row -> row.get(2).equals("f")).findFirst();
        if (wanted.isEmpty()) {
            return List.of();
        }
        boolean olderTransactions = !wanted.get().get(3).equals("relation");
        List<Gate> blocking = blocking();
        if (blocking.isEmpty()) {
            // It waits for the end of a query of ours, for an instant: no stop.
            return List.of();
        }
        if (olderTransactions && rounds < ROUNDS) {
            rounds++;
            for (String table : tables) {
                if (open.stream().noneMatch(gate -> gate.table.equals(table) && gate.level == 2)) {
                    add(table);
                }
            }
        }
        for (Gate gate : blocking) {
            if (gate.level > 0 && !olderTransactions) {
                Sql.run(gate.connection, "ROLLBACK TO SAVEPOINT level" + gate.level);
                gate.level--;
            } else {
                gate.connection.rollback();
                gate.connection.close();
                open.remove(gate);
            }
        }
        return rows.stream().filter(row -> row.get(3).equals("relation")).toList();
    }

    private List<Gate> blocking() throws SQLException {
        List<Long> pids = Arrays.stream(
                        Sql.one(watcher, "SELECT array_to_string(pg_catalog.pg_blocking_pids(" + pid + "), ' ')")
                                .split(" ", -1))
                .filter(text -> !text.isEmpty())
                .map(Long::valueOf)
                .toList();
        return open.stream().filter(gate -> pids.contains(gate.pid)).toList();
    }

    @Override
    public void close() throws SQLException {
        for (Gate gate : open) {
            gate.connection.rollback();
            gate.connection.close();
        }
    }
}
