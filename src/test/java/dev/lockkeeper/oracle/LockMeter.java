package dev.lockkeeper.oracle;

import dev.lockkeeper.dryrun.shadow.UnsealedServer;
import dev.lockkeeper.effect.MeasuredForm;
import dev.lockkeeper.effect.Measurement;
import dev.lockkeeper.pg.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs forms on one server and records what each did. A form runs in a transaction that is rolled back; its locks are
 * read from a second connection while it is open. What PostgreSQL refuses in a transaction block runs alone against
 * {@link Gates}, and its situation is made anew afterwards.
 */
final class LockMeter implements AutoCloseable {
    private static final Set<String> ALONE = Set.of("25001", "2D000");

    private static final String LOCKS =
            "SELECT l.relation, l.mode FROM pg_catalog.pg_locks l WHERE l.locktype = 'relation' AND l.granted"
                    + " AND l.relation >= 16384 AND l.pid = ";

    private final UnsealedServer server;
    private final Connection watcher;
    private Connection worker;
    private String current = "";
    private long pid;
    private Relations before = Relations.NONE;

    LockMeter(UnsealedServer server) throws SQLException {
        this.server = server;
        this.watcher = server.connect();
        this.worker = server.connect();
        for (String role : List.of("app", "reporter")) {
            Sql.run(watcher, "CREATE ROLE " + role);
        }
        // A second tablespace without a folder of its own.
        Sql.run(watcher, "SET allow_in_place_tablespaces = on");
        Sql.run(watcher, "CREATE TABLESPACE spare LOCATION ''");
    }

    Map<MeasuredForm, Measurement> measure(List<MeasuredForm> forms) throws SQLException, InterruptedException {
        Map<MeasuredForm, Measurement> results = new LinkedHashMap<>();
        for (MeasuredForm form : forms) {
            situation(form);
            Measurement inside = inTransaction(form);
            if (ALONE.contains(inside.sqlState())) {
                results.put(form, alone(form));
                current = "";
            } else {
                results.put(form, inside);
            }
        }
        return results;
    }

    private void situation(MeasuredForm form) throws SQLException {
        if (current.equals(form.section())) {
            return;
        }
        worker.close();
        for (List<String> row : Sql.rows(
                watcher,
                "SELECT 'DROP EVENT TRIGGER ' || quote_ident(evtname) FROM pg_event_trigger"
                        + " UNION ALL SELECT 'DROP PUBLICATION ' || quote_ident(pubname) FROM pg_publication"
                        + " UNION ALL SELECT 'DROP SCHEMA ' || quote_ident(nspname) || ' CASCADE' FROM pg_namespace"
                        + " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'")) {
            Sql.run(watcher, row.getFirst());
        }
        Sql.run(watcher, "CREATE SCHEMA public; GRANT ALL ON SCHEMA public TO public");
        worker = server.connect();
        try {
            Sql.run(worker, "SET search_path = public; " + form.given());
        } catch (SQLException e) {
            throw new SQLException("section " + form.section() + ": " + e.getMessage(), e.getSQLState(), e);
        }
        worker.close();
        worker = server.connect();
        Sql.run(worker, "SET search_path = public");
        pid = Long.parseLong(Sql.one(worker, "SELECT pg_catalog.pg_backend_pid()"));
        before = Relations.counted(watcher);
        current = form.section();
    }

    private Measurement inTransaction(MeasuredForm form) throws SQLException {
        worker.setAutoCommit(false);
        try {
            Relations start = Relations.read(worker);
            Sql.run(worker, form.statement());
            List<List<String>> held = Sql.rows(watcher, LOCKS + pid);
            Relations after = Relations.read(worker);
            SortedMap<String, Integer> scans = new TreeMap<>();
            after.scansSince(start, before).forEach(scans::put);
            return new Measurement(
                    "", false, locks(held), after.rewrittenSince(start), scans, after.indexedSince(start));
        } catch (SQLException e) {
            return Measurement.failed(String.valueOf(e.getSQLState()), false);
        } finally {
            worker.rollback();
            worker.setAutoCommit(true);
        }
    }

    private SortedMap<String, Set<LockMode>> locks(List<List<String>> held) {
        Map<String, List<LockMode>> modes = new TreeMap<>();
        for (List<String> row : held) {
            before.name(row.get(0))
                    .ifPresent(name -> modes.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(LockMode.parse(row.get(1))));
        }
        SortedMap<String, Set<LockMode>> strongest = new TreeMap<>();
        modes.forEach((name, all) -> strongest.put(name, Measurement.strongest(all)));
        return strongest;
    }

    private Measurement alone(MeasuredForm form) throws SQLException, InterruptedException {
        List<List<String>> seen = new ArrayList<>();
        SQLException[] failure = new SQLException[1];
        Relations start = Relations.read(worker);
        try (Gates gates = new Gates(server, watcher, pid, before.tables())) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            Sql.run(worker, form.statement());
                        } catch (SQLException e) {
                            failure[0] = e;
                        }
                    },
                    "measured-statement");
            thread.start();
            while (thread.isAlive()) {
                seen.addAll(gates.look());
                thread.join(1);
            }
        }
        if (failure[0] != null) {
            return Measurement.failed(String.valueOf(failure[0].getSQLState()), true);
        }
        Relations after = Relations.read(worker);
        return new Measurement(
                "",
                true,
                locks(seen),
                after.rewrittenSince(start),
                new TreeMap<>(),
                new TreeSet<>(after.indexedSince(start)));
    }

    @Override
    public void close() throws SQLException {
        worker.close();
        watcher.close();
    }
}
