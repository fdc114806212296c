package dev.lockkeeper.apply;

import dev.lockkeeper.context.snapshot.SnapshotException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The four connections of a run, opened in this order so that whoever must stop a step has a connection before the step
 * starts: control (state and checks), observer (watches and cancels), probe (reads as the application does), worker (the
 * steps; holds the advisory lock).
 */
final class Sessions implements AutoCloseable {
    static final String WORKER = "lockkeeper apply";
    private static final int NEW_CHECK = 14;

    private final Connection control;
    private final Connection observer;
    private final Connection probe;
    private final Connection worker;
    private final int probePid;
    private final int workerPid;
    private final int major;

    private Sessions(List<Connection> opened, int major) throws SQLException {
        this.control = opened.get(0);
        this.observer = opened.get(1);
        this.probe = opened.get(2);
        this.worker = opened.get(3);
        this.probePid = pid(probe);
        this.workerPid = pid(worker);
        this.major = major;
    }

    static Sessions open(Connect connect) throws SnapshotException, SQLException {
        List<Connection> opened = new ArrayList<>();
        try {
            Connection control = connect.open("lockkeeper apply control", Map.of("search_path", "pg_catalog"));
            opened.add(control);
            int major = Integer.parseInt(one(control, "SHOW server_version_num").orElse("0")) / 10_000;
            boolean lossy = one(control, "SHOW synchronous_commit").equals(Optional.of("off"));
            if (lossy) {
                execute(control, "SET synchronous_commit = local");
            }
            opened.add(connect.open("lockkeeper apply observer", Map.of("search_path", "pg_catalog")));
            opened.add(connect.open("lockkeeper apply probe", Map.of("search_path", "pg_catalog")));
            Map<String, String> settings = new LinkedHashMap<>();
            // As in the dry run: what is not qualified means schema public, whoever applies.
            settings.put("search_path", "public");
            settings.put("statement_timeout", "0");
            settings.put("lock_timeout", "0");
            settings.put("idle_in_transaction_session_timeout", "0");
            settings.put("default_transaction_read_only", "off");
            if (lossy) {
                // What is reported as done is on disk, even where the database accepts losing its last commits in a
                // crash.
                settings.put("synchronous_commit", "local");
            }
            if (major >= NEW_CHECK) {
                // When this process is killed, the server notices within a second instead of finishing the statement.
                settings.put("client_connection_check_interval", "1000");
            }
            opened.add(connect.open(WORKER, settings));
            return new Sessions(opened, major);
        } catch (SnapshotException | SQLException | RuntimeException e) {
            for (Connection connection : opened) {
                connection.close();
            }
            throw e;
        }
    }

    Connection control() {
        return control;
    }

    Connection observer() {
        return observer;
    }

    Connection probe() {
        return probe;
    }

    int probePid() {
        return probePid;
    }

    Connection worker() {
        return worker;
    }

    int workerPid() {
        return workerPid;
    }

    int major() {
        return major;
    }

    private static int pid(Connection connection) throws SQLException {
        return Integer.parseInt(
                one(connection, "SELECT pg_catalog.pg_backend_pid()").orElse("0"));
    }

    static Optional<String> one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet result = statement.executeQuery(sql)) {
                return result.next() ? Optional.ofNullable(result.getString(1)) : Optional.empty();
            }
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        for (Connection connection : List.of(worker, probe, observer, control)) {
            try {
                connection.close();
            } catch (SQLException e) {
                // What was to be kept is committed; the server ends the session by itself.
            }
        }
    }
}
