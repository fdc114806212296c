package dev.lockkeeper.apply;

import java.util.List;

/** How a run ended. */
public sealed interface ApplyOutcome {
    /** Every phase that was asked for is done; {@code phases} are those of this run, none when all were done before. */
    record Completed(List<Integer> phases, String what) implements ApplyOutcome {
        public Completed {
            phases = List.copyOf(phases);
        }
    }

    /** {@code phases} ran; {@code next} waits for something outside the database, {@code before} says for what. */
    record StoppedAtBoundary(List<Integer> phases, int next, String before) implements ApplyOutcome {
        public StoppedAtBoundary {
            phases = List.copyOf(phases);
        }
    }

    /** It began and could not finish: at which step, why, and how to go on. The state in the database is consistent. */
    record Stopped(String step, String reason, String next) implements ApplyOutcome {}

    /** A limit was reached, so it ended by itself: at which step, the limit with its figures, what else was measured, how to go on. */
    record AtLimit(String step, String reason, String numbers, String next) implements ApplyOutcome {}

    /** Nothing was executed: the reasons, each with its next step. */
    record Refused(List<String> reasons) implements ApplyOutcome {
        public Refused {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a reason");
            }
        }
    }
}
