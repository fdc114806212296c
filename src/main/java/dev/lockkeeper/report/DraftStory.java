package dev.lockkeeper.report;

import dev.lockkeeper.draft.Usage;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How a drafted migration came about: what the model proposed round by round, what was wrong, what changed, and who
 * wrote which statement of the plan.
 *
 * @param intent what was wanted, in the person's words
 * @param said what the person answered to questions
 * @param end why there were no more rounds, in one sentence
 * @param assumptions what nobody said and the SQL relies on: the model's, and those the gate found
 * @param questions what the person is asked; nothing is approved while there are any
 * @param cost in the currency of the configured price, when there is one
 */
public record DraftStory(
        String intent,
        List<String> said,
        String model,
        List<Round> rounds,
        String end,
        List<String> assumptions,
        List<String> questions,
        List<Author> authors,
        Usage usage,
        OptionalDouble cost) {
    public DraftStory {
        said = List.copyOf(said);
        rounds = List.copyOf(rounds);
        assumptions = List.copyOf(assumptions);
        questions = List.copyOf(questions);
        authors = List.copyOf(authors);
    }

    /** One round: the SQL proposed (or the answer that was none), what was wrong with it, what changed since the last. */
    public record Round(int number, String proposed, List<String> wrong, List<String> changed, Usage usage) {
        public Round {
            wrong = List.copyOf(wrong);
            changed = List.copyOf(changed);
        }
    }

    /** Who wrote a statement of the plan. */
    public record Author(String step, String statement, Writer writer) {}

    /** Whose words a statement is in. */
    public enum Writer {
        MODEL,
        PLANNER,
        PERSON;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code 2 rounds, 3 calls, 4100 tokens in, 320 out}. */
    public String effort() {
        return rounds.size() + (rounds.size() == 1 ? " round, " : " rounds, ") + usage.calls()
                + (usage.calls() == 1 ? " call, " : " calls, ") + usage.inputTokens() + " tokens in, "
                + usage.outputTokens() + " out"
                + (cost.isPresent() ? String.format(Locale.ROOT, ", cost %.4f", cost.getAsDouble()) : "");
    }
}
