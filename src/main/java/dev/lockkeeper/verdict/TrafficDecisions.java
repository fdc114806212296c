package dev.lockkeeper.verdict;

import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.StatementFailure;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the traffic of the dry run adds to the decisions about a phase of the plan. What the submitted text did to the
 * traffic never decides: nobody is going to run it.
 */
final class TrafficDecisions {
    private TrafficDecisions() {}

    /**
     * The longest wait behind a phase that passes without a person, in milliseconds: a statement may queue behind the
     * phase for its lock_timeout and then wait while it holds the lock, for which {@code heldMillis} is generous enough
     * for any machine. Waits are counted from the server's own word on who blocks whom, not from slow answers.
     */
    static long longestWait(Phase phase, long heldMillis) {
        long lockTimeout = phase.steps().stream()
                .mapToLong(step -> step.timeouts().lockMillis())
                .max()
                .orElse(0);
        return lockTimeout + heldMillis;
    }

    static List<Decision> of(Phase phase, TrafficEvidence traffic, long heldMillis) {
        List<Decision> decisions = new ArrayList<>();
        traffic.plan().phases().stream()
                .filter(measured -> measured.phase() == phase.number())
                .forEach(measured -> {
                    stall(phase, measured, longestWait(phase, heldMillis), decisions);
                    failed(phase, measured, decisions);
                    stuck(phase, measured, decisions);
                    slower(phase, measured, decisions);
                });
        return decisions;
    }

    private static void stall(Phase phase, PhaseTraffic measured, long limit, List<Decision> decisions) {
        if (measured.blockedMillis() > limit) {
            decisions.add(new Decision(
                    "Under traffic a statement of the application waited too long behind phase " + phase.label()
                            + ". Accept?",
                    "It waited " + Forecast.human(measured.blockedMillis())
                            + "; lock_timeout and a generous hold allow " + Forecast.human(limit) + ".",
                    List.of("accept in a window", "change the migration", "run the review again"),
                    1));
        }
    }

    private static void failed(Phase phase, PhaseTraffic measured, List<Decision> decisions) {
        List<StatementFailure> failures = measured.failuresOfMigration();
        if (!failures.isEmpty()) {
            decisions.add(new Decision(
                    "Under traffic phase " + phase.label() + " made statements of the application fail: "
                            + failures.stream()
                                    .map(failure -> failure.statement() + " (" + failure.sqlState() + ")")
                                    .distinct()
                                    .limit(5)
                                    .collect(Collectors.joining(", "))
                            + ". Accept?",
                    failures.getFirst().message(),
                    List.of("deploy an application that does without them first", "change the migration"),
                    1));
        }
    }

    private static void slower(Phase phase, PhaseTraffic measured, List<Decision> decisions) {
        measured.newScans().forEach(scan -> decisions.add(fullScan(phase, scan)));
    }

    /** Asked once, whether traffic or the plain comparison of plans found it. */
    static Decision fullScan(Phase phase, String what) {
        return new Decision(
                "After phase " + phase.label() + ": " + what + ", and used an index before. Accept?",
                "EXPLAIN in the dry run finds no index for it any more.",
                List.of("accept", "keep or add an index for it"),
                1);
    }

    private static void stuck(Phase phase, PhaseTraffic measured, List<Decision> decisions) {
        measured.migrationFailure()
                .ifPresent(failure -> decisions.add(new Decision(
                        "Under traffic phase " + phase.label() + " did not get through. Run it nevertheless?",
                        failure,
                        List.of("run it when it is quiet", "change the migration"),
                        1)));
    }
}
