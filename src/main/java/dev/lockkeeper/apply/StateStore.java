package dev.lockkeeper.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was run, in the target database: schema {@code lockkeeper}, which fingerprints leave out. A unit that runs in a
 * transaction writes its end with {@link #DONE} on the same connection, so that both happen or neither.
 */
final class StateStore {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS lockkeeper.apply_phase (plan text NOT NULL, phase integer NOT NULL, kind text NOT NULL,"
                    + " deploy_before text, lost text, of_phases integer NOT NULL, complete boolean NOT NULL, requester text NOT NULL,"
                    + " state text NOT NULL, finished_at timestamptz, PRIMARY KEY (plan, phase))",
            "CREATE TABLE IF NOT EXISTS lockkeeper.apply_step (plan text NOT NULL, direction text NOT NULL, phase integer NOT NULL,"
                    + " unit integer NOT NULL, step text NOT NULL, title text NOT NULL, digest text NOT NULL, state text NOT NULL,"
                    + " attempts integer NOT NULL DEFAULT 0, started_at timestamptz NOT NULL DEFAULT pg_catalog.now(), finished_at timestamptz,"
                    + " duration_ms bigint, PRIMARY KEY (plan, direction, phase, unit))");
    private static final String WHERE = " WHERE plan = ? AND direction = ? AND phase = ? AND unit = ?";
    private static final String DONE =
            "UPDATE lockkeeper.apply_step SET state = 'done', finished_at = pg_catalog.clock_timestamp(),"
                    + " duration_ms = (extract(epoch FROM pg_catalog.clock_timestamp() - started_at) * 1000)::bigint"
                    + WHERE;

    private final Connection control;

    /** Which unit of which plan. */
    record Key(String plan, Direction direction, int phase, int unit) {}

    StateStore(Connection control) {
        this.control = control;
    }

    /** Whether there is a state at all; refuses one that others could have written. */
    boolean exists() throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.pg_has_role(c.relowner, 'MEMBER') OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid = c.relowner)"
                                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = 'lockkeeper' AND c.relname IN ('apply_phase', 'apply_step')")) {
            boolean found = false;
            while (result.next()) {
                found = true;
                if (!result.getBoolean(2)) {
                    throw new ApplyException(
                            "the tables of schema lockkeeper belong to " + result.getString(1)
                                    + ", so others could have written them. Apply as that role or as a member of it, or have it remove them.");
                }
            }
            return found;
        }
    }

    void create() throws SQLException {
        try (Statement statement = control.createStatement()) {
            try (ResultSet schema =
                    statement.executeQuery("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'lockkeeper'")) {
                if (schema.next()) {
                    schema.close();
                } else {
                    statement.execute("CREATE SCHEMA lockkeeper");
                }
            }
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    void register(ApplyPlan plan) throws SQLException {
        for (ApplyPhase phase : plan.phases()) {
            update(
                    "INSERT INTO lockkeeper.apply_phase (plan, phase, kind, deploy_before, lost, of_phases, complete, requester, state)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending') ON CONFLICT (plan, phase) DO UPDATE SET of_phases = excluded.of_phases, complete = excluded.complete",
                    plan.key(),
                    phase.number(),
                    phase.kind(),
                    phase.deployBefore().orElse(null),
                    phase.lost().orElse(null),
                    plan.phases().size(),
                    plan.complete(),
                    plan.requester());
        }
    }

    Map<Integer, String> phases(String plan) throws SQLException {
        Map<Integer, String> states = new HashMap<>();
        try (PreparedStatement statement =
                control.prepareStatement("SELECT phase, state FROM lockkeeper.apply_phase WHERE plan = ?")) {
            statement.setString(1, plan);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    states.put(result.getInt(1), result.getString(2));
                }
            }
        }
        return states;
    }

    Map<Integer, StepState> steps(String plan, Direction direction, int phase) throws SQLException {
        Map<Integer, StepState> states = new HashMap<>();
        try (PreparedStatement statement = control.prepareStatement(
                "SELECT unit, step, digest, state, attempts, duration_ms FROM lockkeeper.apply_step WHERE plan = ? AND direction = ? AND phase = ?")) {
            statement.setString(1, plan);
            statement.setString(2, direction.word());
            statement.setInt(3, phase);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    states.put(
                            result.getInt(1),
                            new StepState(
                                    result.getString(2),
                                    result.getString(3),
                                    result.getString(4).equals("done"),
                                    result.getInt(5),
                                    result.getLong(6)));
                }
            }
        }
        return states;
    }

    void started(Key key, ApplyUnit unit) throws SQLException {
        update(
                "INSERT INTO lockkeeper.apply_step AS s (plan, direction, phase, unit, step, title, digest, state, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, 'started', 1)"
                        + " ON CONFLICT (plan, direction, phase, unit) DO UPDATE SET attempts = s.attempts + 1, started_at = pg_catalog.now()",
                key.plan(),
                key.direction().word(),
                key.phase(),
                key.unit(),
                unit.step(),
                unit.title(),
                unit.digest());
    }

    void done(Key key) throws SQLException {
        done(control, key);
    }

    /** On any connection: the worker's, inside its transaction. */
    static void done(Connection connection, Key key) throws SQLException {
        if (update(connection, DONE, key.plan(), key.direction().word(), key.phase(), key.unit()) != 1) {
            throw new ApplyException("the record of the step is gone from lockkeeper.apply_step: somebody changed the"
                    + " state while the step ran. Nothing of the step was kept if it ran in a transaction.");
        }
    }

    void phase(String plan, int phase, String state) throws SQLException {
        update(
                "UPDATE lockkeeper.apply_phase SET state = ?, finished_at = CASE WHEN ? IN ('done', 'undone') THEN pg_catalog.clock_timestamp() END WHERE plan = ? AND phase = ?",
                state,
                state,
                plan,
                phase);
    }

    /** Forgets one direction of a phase: the other one is about to run, or has undone it. */
    void forget(String plan, Direction direction, int phase) throws SQLException {
        update(
                "DELETE FROM lockkeeper.apply_step WHERE plan = ? AND direction = ? AND phase = ?",
                plan,
                direction.word(),
                phase);
    }

    /** Everything that was ever registered here, oldest plan first by its last change. */
    List<PhaseStatus> status() throws SQLException {
        List<PhaseStatus> list = new ArrayList<>();
        try (Statement statement = control.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT p.plan, p.phase, p.kind, p.deploy_before, p.lost, p.of_phases, p.complete, p.requester, p.state, p.finished_at,"
                                + " (SELECT pg_catalog.count(*) FROM lockkeeper.apply_step s WHERE s.plan = p.plan AND s.phase = p.phase AND s.direction = 'up' AND s.state = 'done')"
                                + " FROM lockkeeper.apply_phase p ORDER BY (SELECT pg_catalog.min(q.finished_at) FROM lockkeeper.apply_phase q WHERE q.plan = p.plan), p.plan, p.phase")) {
            while (result.next()) {
                OffsetDateTime finished = result.getObject(10, OffsetDateTime.class);
                list.add(new PhaseStatus(
                        result.getString(1),
                        result.getInt(2),
                        result.getString(3),
                        Optional.ofNullable(result.getString(4)),
                        Optional.ofNullable(result.getString(5)),
                        result.getInt(6),
                        result.getBoolean(7),
                        result.getString(8),
                        result.getString(9),
                        Optional.ofNullable(finished).map(OffsetDateTime::toInstant),
                        result.getInt(11)));
            }
        }
        return list;
    }

    private void update(String sql, @org.jspecify.annotations.Nullable Object... values) throws SQLException {
        update(control, sql, values);
    }

    private static int update(Connection connection, String sql, @org.jspecify.annotations.Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
