package dev.lockkeeper.preflight;

import dev.lockkeeper.effect.Effect;
import java.time.Instant;

/** What production said to a {@link Check}: a number, or why there is none. Nothing here holds a value of a row. */
public sealed interface Answer {
    /** {@code count} is exact up to {@link Effect.FailsOnData#MOST_COUNTED}; one more means "more than". */
    record Counted(long count, Instant at, long millis) implements Answer {
        public boolean more() {
            return count > Effect.FailsOnData.MOST_COUNTED;
        }
    }

    /** The query gave no number; {@code nextStep} says what would. */
    record Failed(String reason, String nextStep) implements Answer {}

    /** It was not asked. */
    record NotAsked(String why) implements Answer {}
}
