package dev.lockkeeper.apply;

import dev.lockkeeper.approval.SignedTable;
import dev.lockkeeper.context.snapshot.SnapshotException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Runs a plan phase by phase, or takes it back, from where the state in the database says that it is. Everything that
 * can be refused is refused before the first write.
 */
public final class Applier {
    private final Connect connect;
    private final ApplyLimits limits;
    private final Clock clock;
    private final Waiting waiting;
    private final RandomGenerator random;
    private final ApplyEvents events;
    private volatile Optional<LockWatch> running = Optional.empty();

    public Applier(
            Connect connect,
            ApplyLimits limits,
            Clock clock,
            Waiting waiting,
            RandomGenerator random,
            ApplyEvents events) {
        this.connect = connect;
        this.limits = limits;
        this.clock = clock;
        this.waiting = waiting;
        this.random = random;
        this.events = events;
    }

    /** From another thread: cancels the running statement; the run ends as {@link ApplyOutcome.Stopped}. */
    public void stop() {
        running.ifPresent(LockWatch::stop);
    }

    /** Forwards. */
    public ApplyOutcome apply(ApplyRequest request) throws SnapshotException {
        return within(request, run -> {
            List<String> tables =
                    request.plan().tables().stream().map(SignedTable::name).toList();
            try (HealthWatch health = HealthWatch.start(
                    run.sessions(), tables, limits.health(), run.runner().watch())) {
                return new ForwardRun(run, request, limits, health).run();
            }
        });
    }

    /** Back, over everything that was applied of the plan, the last step first; an application that is unwell does not end it. */
    public ApplyOutcome rollback(ApplyRequest request) throws SnapshotException {
        return within(request, run -> new BackwardRun(run, request).run());
    }

    /** What would happen now, in lines for people; executes nothing and writes nothing. */
    public ApplyOutcome dryRun(ApplyRequest request, java.util.function.Consumer<String> line)
            throws SnapshotException {
        try (Sessions sessions = Sessions.open(connect)) {
            ServerChecks checks = new ServerChecks(sessions.control(), request.plan());
            List<String> reasons = new ArrayList<>(checks.server(sessions.major()));
            if (reasons.isEmpty()) {
                reasons.addAll(
                        DryLines.print(request, new StateStore(sessions.control()), checks, limits, clock, line));
            }
            return reasons.isEmpty()
                    ? new ApplyOutcome.Completed(List.of(), "dry run: nothing was executed")
                    : new ApplyOutcome.Refused(reasons);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** An open run: its connections, its state, its runner. */
    record Run(
            Sessions sessions,
            StateStore state,
            ServerChecks checks,
            UnitRunner runner,
            Clock clock,
            ApplyEvents events) {}

    private interface Work {
        ApplyOutcome in(Run run) throws SQLException, InterruptedException;
    }

    private ApplyOutcome within(ApplyRequest request, Work work) throws SnapshotException {
        try (Sessions sessions = Sessions.open(connect);
                LockWatch watch = new LockWatch(sessions, limits)) {
            running = Optional.of(watch);
            ServerChecks checks = new ServerChecks(sessions.control(), request.plan());
            List<String> reasons = checks.server(sessions.major());
            if (!reasons.isEmpty()) {
                return new ApplyOutcome.Refused(reasons);
            }
            Optional<String> other = RunLock.take(sessions, limits.otherRun(), clock, waiting, events);
            if (other.isPresent()) {
                return new ApplyOutcome.Refused(List.of("another run works in this database (" + other.get()
                        + "). Wait until it has ended, or end it there with Ctrl-C, then run this command again."));
            }
            StateStore state = new StateStore(sessions.control());
            return work.in(new Run(
                    sessions,
                    state,
                    checks,
                    new UnitRunner(sessions, state, watch, limits, waiting, random, events),
                    clock,
                    events));
        } catch (SQLException e) {
            return new ApplyOutcome.Stopped(
                    "-",
                    "the server ended the connection or refused: " + e.getSQLState() + " " + UnitRunner.message(e),
                    "Run the same command again when the server is back: it goes on where this run ended.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ApplyOutcome.Stopped(
                    "-", "interrupted", "Run the same command again: it goes on where this run ended.");
        } finally {
            running = Optional.empty();
        }
    }

    private static ApplyException unusable(SQLException e) {
        return new ApplyException(
                "the server ended the connection or refused: " + e.getSQLState() + " " + UnitRunner.message(e)
                        + ". Nothing was executed.",
                e);
    }

    /** Everything ever applied to the database, phase by phase. */
    public static List<PhaseStatus> status(java.sql.Connection connection) throws SQLException {
        StateStore state = new StateStore(connection);
        return state.exists() ? state.status() : List.of();
    }

    static void tell(ApplyEvents events, String what, ApplyPhase phase) {
        events.happened(
                what, phase.label() + ": " + what.replace('-', ' '), Map.of("phase", Integer.toString(phase.number())));
    }

    /** Outside of the window only with a reviewer's permission, and then the log says whose. */
    static void window(Run run, ApplyRequest request, List<String> reasons) {
        Optional<String> closed = run.checks().window(run.clock().instant());
        if (closed.isPresent() && request.outside().isPresent()) {
            WindowPermission permission = request.outside().get();
            run.events()
                    .happened(
                            "outside-window",
                            "outside of the declared window, permitted by " + permission.reviewer(),
                            Map.of("reviewer", permission.reviewer(), "reason", permission.reason()));
        } else {
            closed.ifPresent(reasons::add);
        }
    }

    static boolean confirmed(OptionalInt through, ApplyPhase phase) {
        return through.isPresent() && phase.number() <= through.getAsInt();
    }
}
