package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.traffic.AppStatement.Kind;
import dev.lockkeeper.dryrun.traffic.StatementFailure.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Thousands of measured statements to one value per window. A statement belongs to the window in which it became due. */
final class RunSummary {
    private static final String DEADLOCK = "40P01";
    private static final int MOMENTS = 240;

    private final long start;
    private final List<Operation> operations;
    private final LockQueue.Seen seen;

    RunSummary(long start, List<Operation> operations, LockQueue.Seen seen) {
        this.start = start;
        this.operations = operations;
        this.seen = seen;
    }

    TrafficRun of(long baselineEnd, List<StageTimes> stages) {
        Set<String> usual = operations.stream()
                .filter(operation -> operation.endNanos() < baselineEnd)
                .flatMap(operation -> operation.refused().stream().map(refused -> key(operation, refused)))
                .collect(Collectors.toSet());
        Stage baseline = new Stage(0, "before the migration", false, session -> {});
        List<PhaseTraffic> phases = new ArrayList<>();
        for (StageTimes times : stages) {
            phases.add(window(times, usual));
        }
        long end = stages.getLast().endNanos();
        return new TrafficRun(
                window(
                        new StageTimes(baseline, start, start, start, baselineEnd, 0, 0, List.of(), Optional.empty()),
                        usual),
                phases,
                moments(end));
    }

    private PhaseTraffic window(StageTimes times, Set<String> usual) {
        List<Operation> own = operations.stream()
                .filter(operation ->
                        operation.dueNanos() >= times.startNanos() && operation.dueNanos() < times.endNanos())
                .toList();
        List<LockQueue.Look> looks = seen.looks().stream()
                .filter(look -> look.nanos() >= times.startNanos() && look.nanos() < times.endNanos())
                .toList();
        List<StatementFailure> failures = failures(own, times.stage().deployed(), usual);
        int victims = (int) own.stream()
                .filter(operation -> operation
                        .refused()
                        .filter(refused -> refused.sqlState().equals(DEADLOCK))
                        .isPresent())
                .count();
        return new PhaseTraffic(
                times.stage().phase(),
                times.stage().label(),
                millis(times.startNanos()),
                millis(times.migratedNanos()),
                millis(times.reportClosedNanos()),
                millis(times.endNanos()),
                latency(own, Kind.READ),
                latency(own, Kind.WRITE),
                seen.waits().stream()
                        .filter(wait -> wait.firstNanos() >= times.startNanos() && wait.firstNanos() < times.endNanos())
                        .mapToLong(LockQueue.Wait::millis)
                        .max()
                        .orElse(0),
                looks.stream().mapToInt(LockQueue.Look::waiting).max().orElse(0),
                looks.stream().mapToInt(LockQueue.Look::backlog).max().orElse(0),
                failures,
                victims + times.deadlocks(),
                times.lockTimeouts(),
                times.newScans(),
                times.failure());
    }

    private static Latency latency(List<Operation> operations, Kind kind) {
        return Latency.of(operations.stream()
                .filter(operation -> operation.statement().kind() == kind)
                .mapToDouble(Operation::millis)
                .toArray());
    }

    private static List<StatementFailure> failures(List<Operation> operations, boolean deployed, Set<String> usual) {
        Map<String, StatementFailure> byStatement = new LinkedHashMap<>();
        for (Operation operation : operations) {
            operation.refused().ifPresent(refused -> {
                String label = operation.statement().label();
                byStatement.merge(
                        key(operation, refused),
                        new StatementFailure(
                                label,
                                refused.sqlState(),
                                1,
                                refused.message(),
                                usual.contains(key(operation, refused))
                                        ? Cause.BASELINE
                                        : cause(operation.statement(), refused.sqlState(), deployed)),
                        (old, same) -> new StatementFailure(
                                label, old.sqlState(), old.count() + 1, old.message(), old.cause()));
            });
        }
        return byStatement.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String key(Operation operation, Operation.Refused refused) {
        return refused.sqlState() + " " + operation.statement().label();
    }

    private static Cause cause(AppStatement statement, String sqlState, boolean deployed) {
        if (deployed && sqlState.startsWith("42")) {
            return Cause.DEPLOYMENT;
        }
        boolean value = sqlState.startsWith("22") || sqlState.startsWith("23");
        return statement.recorded() && value ? Cause.SAMPLED_VALUE : Cause.MIGRATION;
    }

    private List<Moment> moments(long end) {
        long width = Math.max(25, millis(end) / MOMENTS);
        int count = (int) (millis(end) / width) + 1;
        double[] reads = new double[count];
        double[] writes = new double[count];
        for (Operation operation : operations) {
            int at = (int) (millis(operation.dueNanos()) / width);
            if (at < count) {
                double[] row = operation.statement().kind() == Kind.READ ? reads : writes;
                row[at] = Math.max(row[at], operation.millis());
            }
        }
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            moments.add(new Moment(i * width, reads[i], writes[i]));
        }
        return moments;
    }

    private long millis(long nanos) {
        return Math.max(0, (nanos - start) / 1_000_000);
    }
}
