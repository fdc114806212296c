package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A session of the migration's role whose every statement is watched. In a transaction the locks are read while it is
 * open; outside one the backend is polled, and old transactions are held open in turn so that its waits can be seen.
 */
final class TracedSession implements AutoCloseable {
    private static final int MOST_GATES = 8;

    private final ShadowDatabase shadow;
    private final Connection migrator;
    private final Connection observer;
    private final LockObserver locks;
    private final Map<QualifiedName, Long> rows;
    private final Set<QualifiedName> made = new HashSet<>();
    private final Predicate<QualifiedName> existing;
    private Predictions predictions;
    private boolean block;

    TracedSession(ShadowDatabase shadow, Catalog start, Map<QualifiedName, Long> rows) throws SQLException {
        this.shadow = shadow;
        this.existing = name -> start.resolve(name).isPresent() && !made.contains(name);
        this.migrator = shadow.migrator();
        this.observer = shadow.observer();
        this.locks = new LockObserver(observer, Rows.number(migrator, "SELECT pg_catalog.pg_backend_pid()"));
        this.rows = rows;
        this.predictions = new Predictions(shadow.serverVersion(), existing);
    }

    /** A statement to run: whose it is, its text, its predicted effects, whether its scans count. */
    record Task(
            String step,
            String sql,
            Collection<? extends Effect> effects,
            boolean ddl,
            Optional<QualifiedName> gateOn) {}

    void begin() throws SQLException {
        if (!block) {
            migrator.setAutoCommit(false);
            predictions = new Predictions(shadow.serverVersion(), existing);
            block = true;
        }
    }

    void commit() throws SQLException {
        if (block) {
            migrator.commit();
            migrator.setAutoCommit(true);
            block = false;
        }
    }

    void rollback() throws SQLException {
        if (block) {
            migrator.rollback();
            migrator.setAutoCommit(true);
            block = false;
        }
    }

    boolean inBlock() {
        return block;
    }

    /** Settings and the like: run as they are, nothing is recorded. */
    void quietly(String sql) throws SQLException {
        Rows.execute(migrator, sql);
    }

    Connection connection() {
        return migrator;
    }

    /** Inside the open transaction, or in one of its own. */
    StatementRun inTransaction(Task task) throws SQLException {
        boolean own = !block;
        if (own) {
            begin();
        }
        try {
            predictions.add(task.effects());
            RelationFiles before = RelationFiles.read(migrator);
            Costs costs = new Costs();
            long start = System.nanoTime();
            Rows.execute(migrator, task.sql());
            long millis = (System.nanoTime() - start) / 1_000_000;
            costs.end();
            Set<ObservedLock> held = locks.held();
            RelationFiles after = RelationFiles.read(migrator);
            made.addAll(after.madeSince(before));
            List<QualifiedName> rewritten = after.rewrittenSince(before);
            List<QualifiedName> scanned = after.scannedSince(before, rows);
            List<String> surprises = predictions.surprises(held, rewritten, scanned, task.ddl());
            if (own) {
                commit();
            }
            return run(task, millis, costs, held, rewritten, scanned, surprises);
        } catch (SQLException e) {
            if (own) {
                rollback();
            }
            throw e;
        }
    }

    /** Outside a transaction: polled. */
    StatementRun alone(Task task) throws SQLException {
        predictions = new Predictions(shadow.serverVersion(), existing);
        predictions.add(task.effects());
        RelationFiles before = RelationFiles.read(migrator);
        Set<ObservedLock> seen = new LinkedHashSet<>();
        SQLException[] failure = new SQLException[1];
        Costs costs = new Costs();
        long start = System.nanoTime();
        try (Gates gates = new Gates(task)) {
            Thread worker = new Thread(
                    () -> {
                        try {
                            Rows.execute(migrator, task.sql());
                        } catch (SQLException e) {
                            failure[0] = e;
                        }
                    },
                    "dry-run-statement");
            worker.start();
            while (worker.isAlive()) {
                seen.addAll(locks.held());
                if (locks.waiting()) {
                    seen.addAll(locks.held());
                    gates.next();
                }
                pause();
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (failure[0] != null) {
            throw failure[0];
        }
        costs.end();
        List<QualifiedName> rewritten = RelationFiles.read(migrator).rewrittenSince(before);
        return run(
                task,
                millis,
                costs,
                seen,
                rewritten,
                List.of(),
                predictions.surprises(seen, rewritten, List.of(), false));
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StatementRun run(
            Task task,
            long millis,
            Costs costs,
            Set<ObservedLock> held,
            List<QualifiedName> rewritten,
            List<QualifiedName> scanned,
            List<String> surprises) {
        long largest = held.stream()
                .mapToLong(lock -> rows.getOrDefault(lock.owner(), 0L))
                .max()
                .orElse(0);
        return new StatementRun(
                task.step(),
                task.sql(),
                millis,
                millis,
                costs.wal,
                costs.temp,
                largest,
                List.copyOf(held),
                rewritten,
                scanned,
                surprises);
    }

    /** Write-ahead log and temporary files between here and {@link #end()}, seen from outside the session. */
    private final class Costs {
        private long wal = locks.walBytes();
        private OptionalLong temp = shadow.temporaryBytes();

        Costs() throws SQLException {}

        void end() throws SQLException {
            wal = locks.walBytes() - wal;
            long before = temp.orElse(0);
            OptionalLong after = shadow.temporaryBytes();
            temp = temp.isEmpty() || after.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(after.getAsLong() - before);
        }
    }

    /** Old transactions that hold the table weakly: the statement waits for each in turn, and is seen waiting. */
    private final class Gates implements AutoCloseable {
        private final Deque<Connection> open = new ArrayDeque<>();
        private final Optional<QualifiedName> table;
        private final String scope;
        private int opened;

        Gates(Task task) throws SQLException {
            this.table = task.gateOn();
            // A gate on the partition that is being detached would queue behind the statement that waits for the gates.
            this.scope = task.effects().stream()
                            .anyMatch(effect -> effect instanceof Effect.ForbiddenInTransaction alone
                                    && alone.command().contains("DETACH"))
                    ? "ONLY "
                    : "";
            add();
        }

        private void add() throws SQLException {
            if (table.isEmpty() || opened >= MOST_GATES) {
                return;
            }
            Connection gate = shadow.migrator();
            gate.setAutoCommit(false);
            Rows.execute(gate, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Rows.execute(gate, "LOCK TABLE " + scope + table.get().sql() + " IN ROW EXCLUSIVE MODE");
            Rows.query(gate, "SELECT 1 FROM pg_catalog.pg_class WHERE oid = 0");
            open.addLast(gate);
            opened++;
        }

        /** The statement waits: a younger gate takes the place of the oldest one, until enough was seen. */
        void next() throws SQLException {
            if (opened < MOST_GATES && table.isPresent() && lockable()) {
                addWhenPossible();
            }
            Connection oldest = open.pollFirst();
            if (oldest != null) {
                oldest.rollback();
                oldest.close();
            }
        }

        private boolean lockable() throws SQLException {
            return locks.held().stream()
                    .noneMatch(lock -> lock.relation().equals(table.orElseThrow())
                            && lock.mode().conflictsWith(dev.lockkeeper.pg.LockMode.ROW_EXCLUSIVE));
        }

        private void addWhenPossible() throws SQLException {
            try {
                add();
            } catch (SQLException e) {
                if (!"55P03".equals(e.getSQLState())) {
                    throw e;
                }
            }
        }

        @Override
        public void close() throws SQLException {
            for (Connection gate : open) {
                gate.rollback();
                gate.close();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            rollback();
        } finally {
            migrator.close();
            observer.close();
        }
    }
}
