package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs SQL as psql does, each statement in its own transaction unless the text says otherwise, and measures each
 * transaction from a second connection. Nothing is predicted or judged.
 */
public final class MeasuredScript implements AutoCloseable {
    /** It must not run inside a transaction, or it ends its own. */
    private static final Set<String> ALONE = Set.of("25001", "2D000");

    private static final String CHANGED = "SELECT schemaname, relname, n_tup_upd + n_tup_del"
            + " FROM pg_catalog.pg_stat_xact_user_tables WHERE n_tup_upd + n_tup_del > 0";

    private final Connection migrator;
    private final Connection observer;
    private final LockObserver locks;
    private final Map<QualifiedName, Long> rows;
    private final List<MeasuredTransaction> measured = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private RelationFiles before = new RelationFiles(Map.of());
    private Map<QualifiedName, Long> changedBefore = Map.of();

    /** {@code rows} of each table at the start tell which scans are full ones. */
    public MeasuredScript(ShadowDatabase shadow, Map<QualifiedName, Long> rows) throws SQLException {
        this.migrator = shadow.migrator();
        this.observer = shadow.observer();
        this.locks = new LockObserver(observer, Rows.number(migrator, "SELECT pg_catalog.pg_backend_pid()"));
        this.rows = Map.copyOf(rows);
    }

    /** Ends at the first error, which it throws. */
    public void run(Script script) throws SQLException {
        for (ScriptStatement statement : script.statements()) {
            if (statement.meaning() instanceof SessionStatement.TransactionControl control) {
                control(control, statement.sql());
            } else if (!migrator.getAutoCommit()) {
                execute(statement.sql());
            } else {
                single(statement.sql());
            }
        }
        if (!migrator.getAutoCommit()) {
            rollback();
        }
    }

    public List<MeasuredTransaction> measured() {
        return List.copyOf(measured);
    }

    private void control(SessionStatement.TransactionControl control, String sql) throws SQLException {
        switch (control.kind()) {
            case BEGIN -> begin();
            case COMMIT -> commit();
            case ROLLBACK -> rollback();
            case SAVEPOINT, RELEASE, ROLLBACK_TO, PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED ->
                Rows.execute(migrator, sql);
        }
    }

    private void single(String sql) throws SQLException {
        begin();
        try {
            execute(sql);
        } catch (SQLException e) {
            rollback();
            if (!ALONE.contains(Rows.state(e))) {
                throw e;
            }
            alone(sql);
            return;
        }
        commit();
    }

    private void alone(String sql) throws SQLException {
        RelationFiles old = RelationFiles.read(migrator);
        Rows.execute(migrator, sql);
        List<QualifiedName> rewritten = RelationFiles.read(migrator).rewrittenSince(old);
        measured.add(new MeasuredTransaction(List.of(sql), Set.of(), rewritten, List.of(), Map.of(), true));
    }

    private void execute(String sql) throws SQLException {
        Rows.execute(migrator, sql);
        open.add(sql);
    }

    private void begin() throws SQLException {
        if (migrator.getAutoCommit()) {
            migrator.setAutoCommit(false);
            before = RelationFiles.read(migrator);
            changedBefore = changed();
        }
    }

    private void commit() throws SQLException {
        if (!migrator.getAutoCommit()) {
            RelationFiles after = RelationFiles.read(migrator);
            measured.add(new MeasuredTransaction(
                    open,
                    locks.held(),
                    after.rewrittenSince(before),
                    after.scannedSince(before, rows),
                    changedSinceBegin(),
                    !Rows.query(migrator, "SELECT pg_catalog.current_setting('lock_timeout')")
                            .getFirst()
                            .getFirst()
                            .equals("0")));
            migrator.commit();
            end();
        }
    }

    private void rollback() throws SQLException {
        if (!migrator.getAutoCommit()) {
            migrator.rollback();
            end();
        }
    }

    private void end() throws SQLException {
        migrator.setAutoCommit(true);
        open.clear();
    }

    /** Counters go on over transactions until the server collects them. */
    private Map<QualifiedName, Long> changedSinceBegin() throws SQLException {
        Map<QualifiedName, Long> changed = changed();
        changed.replaceAll((table, count) -> count - changedBefore.getOrDefault(table, 0L));
        return changed;
    }

    private Map<QualifiedName, Long> changed() throws SQLException {
        Map<QualifiedName, Long> changed = new HashMap<>();
        for (List<String> row : Rows.query(migrator, CHANGED)) {
            changed.put(QualifiedName.of(row.get(0), row.get(1)), Long.parseLong(row.get(2)));
        }
        return changed;
    }

    @Override
    public void close() throws SQLException {
        migrator.close();
        observer.close();
    }
}
