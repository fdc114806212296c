package dev.lockkeeper.report;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.StatementFailure;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.effect.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the traffic of the dry run felt, in the words and columns of every renderer. */
final class TrafficFacts {
    static final List<String> COLUMNS = List.of(
            "",
            "Slowest read",
            "p99",
            "Slowest write",
            "p99",
            "Behind the migration",
            "Sessions waiting",
            "Without a connection",
            "Failed",
            "Deadlocks",
            "lock_timeouts");

    private TrafficFacts() {}

    static Optional<TrafficEvidence> of(SafetyReport report) {
        return report.dryRun() instanceof DryRunOutcome.Ran ran ? ran.evidence().traffic() : Optional.empty();
    }

    /** Which traffic it was. */
    static String offered(TrafficEvidence traffic) {
        return String.format(
                        Locale.ROOT,
                        "%.0f reads and %.0f writes per second, due at fixed times whether or not earlier ones have ended; ",
                        traffic.offered().readsPerSecond(),
                        traffic.offered().writesPerSecond())
                + "ratio: " + traffic.offered().ratio()
                + ". Before each phase a long report reads the tables and a session that takes the lock of a change sits idle in its transaction; both end by themselves. "
                + "A time runs from the moment a statement was due to its end.";
    }

    /** The comparison in one sentence. */
    static String summary(TrafficEvidence traffic) {
        return "Behind the submitted text a statement of the application waited up to "
                + Forecast.human(traffic.original().blockedMillis()) + ", behind the plan up to "
                + Forecast.human(traffic.plan().blockedMillis()) + "; failed statements: "
                + traffic.original().failures() + " and " + traffic.plan().failures() + ".";
    }

    /** Statements whose plan got worse, by the text or by a phase of the plan. */
    static List<String> newScans(TrafficEvidence traffic) {
        List<String> lines = new ArrayList<>();
        traffic.original()
                .phases()
                .forEach(phase ->
                        phase.newScans().forEach(scan -> lines.add("After the submitted text: " + scan + ".")));
        traffic.plan()
                .phases()
                .forEach(phase -> phase.newScans()
                        .forEach(scan -> lines.add("After phase " + phase.label() + ": " + scan + ".")));
        return lines;
    }

    /** One row per window: the original with its baseline, then the plan with its own. */
    static List<List<String>> rows(TrafficEvidence traffic) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("before the submitted text", traffic.original().baseline()));
        traffic.original().phases().forEach(phase -> rows.add(row("submitted text", phase)));
        rows.add(row("before the plan", traffic.plan().baseline()));
        traffic.plan().phases().forEach(phase -> rows.add(row("phase " + phase.label(), phase)));
        return rows;
    }

    private static List<String> row(String label, PhaseTraffic window) {
        return List.of(
                label,
                time(window.reads().worstMillis()),
                time(window.reads().p99Millis()),
                time(window.writes().worstMillis()),
                time(window.writes().p99Millis()),
                Forecast.human(window.blockedMillis()),
                Integer.toString(window.queuePeak()),
                Integer.toString(window.backlogPeak()),
                failures(window),
                Integer.toString(window.deadlocks()),
                Integer.toString(window.lockTimeouts()));
    }

    private static String failures(PhaseTraffic window) {
        String failed = window.failures().stream()
                .map(failure ->
                        failure.count() + " × " + failure.sqlState() + " " + failure.statement() + why(failure.cause()))
                .collect(Collectors.joining("; "));
        String migration = window.migrationFailure()
                .map(failure -> (failed.isEmpty() ? "" : "; ") + "the migration itself: " + failure)
                .orElse("");
        return failed.isEmpty() && migration.isEmpty() ? "none" : failed + migration;
    }

    private static String why(StatementFailure.Cause cause) {
        return switch (cause) {
            case MIGRATION -> "";
            case DEPLOYMENT -> " (the deployment before this phase must have removed it)";
            case SAMPLED_VALUE -> " (a sampled value)";
            case BASELINE -> " (also without the migration)";
        };
    }

    static String time(double millis) {
        return millis < 1 ? "< 1 ms" : Forecast.human(Math.round(millis));
    }
}
