package dev.lockkeeper.app.cli;

import dev.lockkeeper.apply.Applier;
import dev.lockkeeper.apply.PhaseStatus;
import dev.lockkeeper.context.snapshot.ReadOnlyConnections;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockkeeper status}: what `apply` did in a database, and what is due. */
@Command(
        name = "status",
        description =
                "Lists the plans applied in a database: phases done, interrupted, and due (contract phases above all).",
        footer = {
            "",
            "Example:",
            "  lockkeeper status --url postgres://dba@db:5432/shop",
            "",
            "Exit codes: 0 listed, 2 wrong usage, 3 the server cannot be used."
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private final Console console;

    @Mixin
    private final TargetOptions database = new TargetOptions();

    StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try {
            Target target = database.target(console.environment());
            try (Connection connection = ReadOnlyConnections.open(target, LIMIT)) {
                print(Applier.status(connection), target);
            }
            return ExitCodes.APPROVED;
        } catch (SnapshotException e) {
            if (e.reason() == SnapshotException.Reason.USAGE) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            console.err().println("lockkeeper: " + e.getMessage());
            return ExitCodes.UNAVAILABLE;
        } catch (SQLException e) {
            console.err()
                    .println(
                            "lockkeeper: the state cannot be read (" + e.getSQLState()
                                    + "). Connect as the role that applies, or GRANT USAGE ON SCHEMA lockkeeper and SELECT ON its tables.");
            return ExitCodes.UNAVAILABLE;
        }
    }

    private void print(List<PhaseStatus> phases, Target target) {
        if (phases.isEmpty()) {
            console.out().println(target.display() + ": nothing was applied by Lockkeeper.");
            return;
        }
        Map<String, List<PhaseStatus>> plans = phases.stream()
                .collect(Collectors.groupingBy(PhaseStatus::plan, LinkedHashMap::new, Collectors.toList()));
        plans.forEach((plan, own) -> {
            console.out().println(plan + ", asked for by " + line(own.getFirst().requester()));
            own.forEach(
                    phase -> console.out().println("  " + phase.phase() + " " + phase.kind() + ": " + state(phase)));
            if (!own.getFirst().complete()) {
                console.out().println("  later phases wait for a decision.");
            }
        });
    }

    private static String state(PhaseStatus phase) {
        return switch (phase.state()) {
            case "done" -> "applied " + phase.finishedAt().map(Object::toString).orElse("");
            case "started" ->
                "INTERRUPTED after " + phase.stepsDone() + " step(s): run apply again, or with --rollback";
            case "undoing" -> "INTERRUPTED while taking it back: run apply --rollback again";
            case "undone" ->
                "taken back " + phase.finishedAt().map(Object::toString).orElse("");
            default ->
                "DUE"
                        + phase.deployBefore()
                                .map(deploy -> " when deployed: " + line(deploy))
                                .orElse("")
                        + phase.lost()
                                .map(lost -> "; cannot be taken back: " + line(lost))
                                .orElse("");
        };
    }

    /** What stands in the table may be anybody's text. */
    private static String line(String words) {
        return words.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ");
    }
}
