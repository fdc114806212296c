package dev.lockkeeper.apply;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Retry;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ScriptStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Runs one unit to its recorded end, trying again where waiting helps. */
final class UnitRunner {
    /** Lock not available, deadlock, serialization failure, too many connections or locks: gone on another try. */
    private static final Set<String> AGAIN = Set.of("55P03", "40P01", "40001", "57014");

    private static final Duration HELD = Duration.ofMillis(500);

    private final Sessions sessions;
    private final StateStore state;
    private final LockWatch watch;
    private final ApplyLimits limits;
    private final Waiting waiting;
    private final RandomGenerator random;
    private final ApplyEvents events;
    private BackfillPace found = BackfillPace.of(Optional.empty(), Optional.empty());

    UnitRunner(
            Sessions sessions,
            StateStore state,
            LockWatch watch,
            ApplyLimits limits,
            Waiting waiting,
            RandomGenerator random,
            ApplyEvents events) {
        this.sessions = sessions;
        this.state = state;
        this.watch = watch;
        this.limits = limits;
        this.waiting = waiting;
        this.random = random;
        this.events = events;
    }

    /** Empty when it is done; else why it is not. {@code begun} says that an earlier run may have left something. */
    Optional<String> run(ApplyUnit unit, StateStore.Key key, boolean begun) throws SQLException, InterruptedException {
        boolean mayBeLeft = begun;
        Optional<BackfillPace> pace = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            Optional<String> end = end();
            if (end.isPresent()) {
                return end;
            }
            Optional<String> obstacle = obstacle(unit);
            if (obstacle.isPresent()) {
                return obstacle;
            }
            if (mayBeLeft) {
                Taken taken = takeUp(unit);
                if (taken.problem().isPresent()) {
                    return taken.problem();
                }
                if (taken.done()) {
                    state.done(key);
                    report("done", unit, attempt, Map.of("found", "already done by an interrupted run"));
                    return Optional.empty();
                }
            }
            state.started(key, unit);
            mayBeLeft = unit.mode() == TransactionMode.AUTOCOMMIT;
            report("started", unit, attempt, Map.of());
            long start = System.nanoTime();
            Optional<SQLException> failure = attempt(unit, key, pace);
            while (failure.map(this::paced).orElse(false)) {
                Throttle.Move move = watch.paced().orElse(Throttle.Move.STAY);
                pace = Optional.of(pace.orElse(found).after(move));
                report(
                        "paced",
                        unit,
                        attempt,
                        Map.of(
                                "move",
                                move.name().toLowerCase(Locale.ROOT),
                                "batches",
                                pace.get().words()));
                Optional<String> held = move == Throttle.Move.HOLD ? hold() : Optional.empty();
                if (held.isPresent()) {
                    return held;
                }
                failure = attempt(unit, key, pace);
            }
            LockWatch.Seen seen = watch.end();
            if (failure.isEmpty()) {
                return finished(unit, key, attempt, seen, (System.nanoTime() - start) / 1_000_000);
            }
            Optional<String> given = giveUp(unit, failure.get(), attempt);
            if (given.isPresent()) {
                return given;
            }
            Duration pause = pause(attempt);
            report(
                    "retry",
                    unit,
                    attempt,
                    Map.of("because", because(failure.get()), "pauseMillis", Long.toString(pause.toMillis())));
            waiting.pause(pause);
        }
    }

    /** Why nothing more may start. */
    private Optional<String> end() {
        if (watch.stopped()) {
            return Optional.of("stopped on request");
        }
        return watch.blind() ? watch.tripped() : watch.unhealthy();
    }

    LockWatch watch() {
        return watch;
    }

    /** Whether a limit ended the last unit: not a person, not an error of the server. */
    boolean atLimit() {
        return !watch.stopped()
                && !watch.blind()
                && (watch.unhealthy().isPresent() || watch.tripped().isPresent());
    }

    private Optional<SQLException> attempt(ApplyUnit unit, StateStore.Key key, Optional<BackfillPace> pace) {
        watch.begin(unit.recovery() instanceof Recovery.Batches);
        try {
            execute(unit, key, pace);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        } finally {
            watch.end();
        }
    }

    /** Cancelled by the throttle and by nothing else: the batches go on at another pace. */
    private boolean paced(SQLException e) {
        return "57014".equals(e.getSQLState())
                && watch.paced().isPresent()
                && watch.tripped().isEmpty()
                && end().isEmpty();
    }

    /** Waits until the replicas are near again; why not, when it gives up. */
    private Optional<String> hold() throws SQLException, InterruptedException {
        while (!Throttle.released(watch.pressure())) {
            Optional<String> end = end().or(watch::tripped);
            if (end.isPresent()) {
                return end;
            }
            waiting.pause(HELD);
        }
        return Optional.empty();
    }

    private Optional<String> finished(ApplyUnit unit, StateStore.Key key, int attempt, LockWatch.Seen seen, long millis)
            throws SQLException {
        CatalogChecks checks = new CatalogChecks(sessions.control());
        for (ScriptStatement statement : unit.statements()) {
            Optional<String> problem = checks.unfinished(statement);
            if (problem.isPresent()) {
                return Optional.of("it ran, but " + problem.get());
            }
        }
        if (unit.mode() == TransactionMode.AUTOCOMMIT) {
            state.done(key);
        }
        UnitWork.of(unit, Math.max(0, millis - watch.lockMillis()), sessions.control())
                .ifPresent(events::measured);
        report(
                "done",
                unit,
                attempt,
                Map.of(
                        "millis", Long.toString(millis),
                        "sessionsWaiting", Integer.toString(seen.sessions()),
                        "longestWaitMillis", Long.toString(seen.waitMillis()),
                        "replicaLagMillis", Long.toString(seen.lagMillis())));
        return Optional.empty();
    }

    private void execute(ApplyUnit unit, StateStore.Key key, Optional<BackfillPace> pace) throws SQLException {
        Sessions.execute(sessions.worker(), "RESET SESSION AUTHORIZATION");
        Sessions.execute(sessions.worker(), "RESET ALL");
        if (!unit.locksTimed()
                && !(unit.recovery() instanceof Recovery.BuildsIndex
                        || unit.recovery() instanceof Recovery.DropsIndexes
                        || unit.recovery() instanceof Recovery.Reindexes)) {
            Sessions.execute(sessions.worker(), "SET lock_timeout = '2s'");
        }
        for (String setting : unit.settings()) {
            Sessions.execute(sessions.worker(), setting);
        }
        if (unit.recovery() instanceof Recovery.Batches) {
            if (pace.isEmpty()) {
                found = BackfillPace.of(setting("lockkeeper.batch_rows"), setting("lockkeeper.pause_ms"));
            }
            for (String setting : pace.map(BackfillPace::settings).orElse(List.of())) {
                Sessions.execute(sessions.worker(), setting);
            }
            watch.pace(pace.orElse(found));
        }
        switch (unit.mode()) {
            case AUTOCOMMIT ->
                Sessions.execute(sessions.worker(), unit.statements().getFirst().sql());
            case TRANSACTION -> {
                Sessions.execute(sessions.worker(), unit.begin());
                try {
                    for (ScriptStatement statement : unit.statements()) {
                        Sessions.execute(sessions.worker(), statement.sql());
                    }
                    Sessions.execute(sessions.worker(), "RESET ROLE");
                    StateStore.done(sessions.worker(), key);
                    Sessions.execute(sessions.worker(), "COMMIT");
                } catch (SQLException | RuntimeException e) {
                    rollback(e);
                    throw e;
                }
            }
        }
    }

    /** A whole number that a person set for the batches; empty when there is none. */
    private Optional<Integer> setting(String name) throws SQLException {
        return Sessions.one(sessions.worker(), "SELECT pg_catalog.current_setting('" + name + "', true)")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(Integer::parseInt);
    }

    private void rollback(Exception cause) {
        try {
            Sessions.execute(sessions.worker(), "ROLLBACK");
        } catch (SQLException e) {
            // The session is gone and its transaction with it.
            cause.addSuppressed(e);
        }
    }

    /** Transactions that CONCURRENTLY would wait for without end. */
    private Optional<String> obstacle(ApplyUnit unit) throws SQLException {
        return switch (unit.recovery()) {
            case Recovery.BuildsIndex builds -> old();
            case Recovery.DropsIndexes drops -> old();
            case Recovery.Reindexes reindexes -> old();
            case Recovery.RolledBack none -> Optional.empty();
            case Recovery.Repeatable none -> Optional.empty();
            case Recovery.Batches none -> Optional.empty();
            case Recovery.Unknown none -> Optional.empty();
        };
    }

    private Optional<String> old() throws SQLException {
        return new CatalogChecks(sessions.control())
                .oldTransactions(limits.oldTransaction()).stream()
                        .findFirst()
                        .map(session -> "it would wait for " + session);
    }

    private record Taken(boolean done, Optional<String> problem) {
        static final Taken DONE = new Taken(true, Optional.empty());
        static final Taken RUN = new Taken(false, Optional.empty());
    }

    private Taken takeUp(ApplyUnit unit) throws SQLException {
        CatalogChecks checks = new CatalogChecks(sessions.control());
        return switch (unit.recovery()) {
            case Recovery.RolledBack rolledBack -> Taken.RUN;
            case Recovery.Repeatable repeatable -> Taken.RUN;
            case Recovery.Batches batches -> Taken.RUN;
            case Recovery.BuildsIndex(QualifiedName index) ->
                switch (checks.index(index)) {
                    case VALID -> Taken.DONE;
                    case ABSENT -> Taken.RUN;
                    case INVALID -> {
                        drop(CatalogChecks.qualified(index), unit);
                        yield Taken.RUN;
                    }
                };
            case Recovery.DropsIndexes drops -> {
                for (QualifiedName index : drops.indexes()) {
                    if (checks.index(index) != CatalogChecks.Index.ABSENT) {
                        yield Taken.RUN;
                    }
                }
                yield Taken.DONE;
            }
            case Recovery.Reindexes(QualifiedName object) -> {
                for (String index : checks.reindexLeftovers(object)) {
                    drop(index, unit);
                }
                yield Taken.RUN;
            }
            case Recovery.Unknown unknown ->
                new Taken(
                        false,
                        Optional.of(
                                "it was begun by an interrupted run, and the catalog does not tell whether it ended."
                                        + " Look yourself; then record it: UPDATE lockkeeper.apply_step SET state = 'done'"
                                        + " if it happened, DELETE FROM lockkeeper.apply_step if not, WHERE state = 'started'"
                                        + " AND step = '" + unit.step() + "'"));
        };
    }

    private void drop(String index, ApplyUnit unit) throws SQLException {
        events.happened(
                "cleaned",
                unit.label() + ": dropping INVALID index " + index + ", left by an interrupted build",
                Map.of("step", unit.step(), "index", index));
        Sessions.execute(sessions.worker(), "RESET ALL");
        Sessions.execute(sessions.worker(), "DROP INDEX CONCURRENTLY IF EXISTS " + index);
    }

    private Optional<String> giveUp(ApplyUnit unit, SQLException e, int attempt) throws SQLException {
        String sqlState = Optional.ofNullable(e.getSQLState()).orElse("");
        if (sqlState.startsWith("08") || sqlState.startsWith("57P")) {
            throw e;
        }
        Optional<String> end = end();
        if (end.isPresent()) {
            return end;
        }
        Optional<String> tripped = watch.tripped();
        boolean again = AGAIN.contains(sqlState) && (!sqlState.equals("57014") || tripped.isPresent());
        if (again && attempt < unit.attempts()) {
            return Optional.empty();
        }
        return Optional.of((again ? "tried " + attempt + " times; the last time: " : "") + because(e));
    }

    private String because(SQLException e) {
        return watch.tripped().orElseGet(() -> e.getSQLState() + " " + message(e));
    }

    /** The first line; values of rows (DETAIL) stay out of logs. */
    static String message(SQLException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("no message")
                .replaceFirst("^(ERROR|FATAL): ", "")
                .replaceAll("\\p{Cntrl}", " ");
    }

    private Duration pause(int attempt) {
        long full = Retry.LOCK_TIMEOUT.pauseMillis(attempt);
        return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
    }

    private void report(String what, ApplyUnit unit, int attempt, Map<String, String> more) {
        Map<String, String> details = new LinkedHashMap<>(more);
        details.put("step", unit.step());
        details.put("title", unit.title());
        details.put("attempt", Integer.toString(attempt));
        details.put("digest", unit.digest());
        StringBuilder line = new StringBuilder(unit.label()).append(": ").append(what);
        more.forEach((name, value) -> line.append(", ").append(name).append(' ').append(value));
        events.happened(what, line.toString(), details);
    }
}
