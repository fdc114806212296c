package dev.lockkeeper.eval;

import java.util.List;

/**
 * One wish with what the model does not see.
 *
 * @param answers what the person has said beforehand, as if asked
 * @param ends how a good run ends
 * @param rows SQL that adds rows before the migration runs
 * @param reached queries that give one true after everything approved has run: schema and data
 * @param works statements of the running application that must still run then
 * @param meanwhile statements of the application that is not deployed anew yet: they run until the last file
 * @param mayLose tables ({@code orders}) and columns ({@code orders.note}) that the wish takes away
 * @param naive what a model writes that knows SQL and nothing of production; scripted models answer with it
 */
public record EvalIntent(
        String name,
        String intent,
        List<String> answers,
        End ends,
        String rows,
        List<String> reached,
        List<String> works,
        List<String> meanwhile,
        List<String> mayLose,
        String naive) {
    public EvalIntent {
        answers = List.copyOf(answers);
        reached = List.copyOf(reached);
        works = List.copyOf(works);
        meanwhile = List.copyOf(meanwhile);
        mayLose = List.copyOf(mayLose);
    }

    /** The same as long as only its first phases are approved: nothing is reached yet, and nothing may be lost. */
    public EvalIntent before() {
        return new EvalIntent(name, intent, answers, ends, rows, List.of(), works, meanwhile, List.of(), naive);
    }

    /** How drafting ends. */
    public enum End {
        /** All phases are signed. */
        APPROVED,
        /** A reviewer must decide, on all of it or on its last phases. */
        DECISION,
        /** The person must say something first. */
        QUESTION,
        REJECTED,
        /** Model or gate could not do their work. */
        UNAVAILABLE
    }
}
