package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of a phase, complete enough to be run, judged and taken back.
 *
 * @param id stable within the plan: {@code 2.1} is the first step of the second phase
 * @param statements SQL without transaction control, each without its semicolon
 * @param effects what its statements are predicted to do
 * @param origin the numbers of the submitted statements it comes from
 * @param online false when PostgreSQL has no online way: the verdict is then a person's
 * @param notes lines for the reader of the file: what happens, how to abort
 */
public record Step(
        String id,
        String title,
        List<String> statements,
        TransactionMode mode,
        Timeouts timeouts,
        Retry retry,
        List<Effect> effects,
        Forecast forecast,
        Rollback rollback,
        List<String> notes,
        List<Integer> origin,
        boolean online) {
    public Step {
        statements = List.copyOf(statements);
        effects = List.copyOf(effects);
        notes = List.copyOf(notes);
        origin = List.copyOf(origin);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("a step has at least one statement");
        }
    }

    /** The locks its statements are predicted to hold. */
    public List<Effect.AcquiresLock> locks() {
        return all(Effect.AcquiresLock.class).toList();
    }

    public <E extends Effect> Stream<E> all(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast);
    }

    public Step withForecast(Forecast value) {
        return new Step(id, title, statements, mode, timeouts, retry, effects, value, rollback, notes, origin, online);
    }
}
