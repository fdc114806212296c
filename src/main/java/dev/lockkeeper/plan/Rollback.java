package dev.lockkeeper.plan;

import java.util.List;

/** How a step is taken back. */
public sealed interface Rollback {
    /** Running {@code statements} in {@code mode} restores the schema before the step, and the data it changed. */
    record Undo(List<String> statements, TransactionMode mode) implements Rollback {
        public Undo {
            statements = List.copyOf(statements);
        }
    }

    /** There is nothing to take back: VALIDATE, ANALYZE, or a step undone together with an earlier one. */
    record Nothing(String why) implements Rollback {}

    /** The point of no return; {@code lost} says what cannot come back. */
    record Irreversible(String lost) implements Rollback {}
}
