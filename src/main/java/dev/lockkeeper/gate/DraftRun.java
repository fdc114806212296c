package dev.lockkeeper.gate;

import dev.lockkeeper.draft.DraftOutcome;
import dev.lockkeeper.report.DraftStory;
import java.util.List;
import java.util.Optional;

/**
 * What came of drafting: the story, the gate's result over the last text that was judged, and how it ended. Only a
 * result with an envelope is an approval; a story alone never is.
 */
public record DraftRun(DraftStory story, Optional<GateResult> result, End end) {

    /** Why there were no more rounds. */
    public sealed interface End {
        /** The gate's verdict stands; another draft would not change it. */
        record Judged() implements End {}

        /** A person must say something first. */
        record Asks(List<String> questions) implements End {
            public Asks {
                questions = List.copyOf(questions);
            }
        }

        /** The model repeats itself. */
        record Repeats() implements End {}

        /** The rounds are used up. */
        record Spent(int rounds) implements End {}

        /** The model gave no answer. */
        record Failed(DraftOutcome.Failed failure) implements End {}
    }
}
