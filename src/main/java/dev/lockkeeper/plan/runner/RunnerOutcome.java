package dev.lockkeeper.plan.runner;

/** Whether a plan can be written for a runner. */
public sealed interface RunnerOutcome {
    /** All of it. */
    record Written(RunnerFiles files) implements RunnerOutcome {}

    /** The runner would take a part of the SQL for something else. */
    record Refused(String why) implements RunnerOutcome {}
}
