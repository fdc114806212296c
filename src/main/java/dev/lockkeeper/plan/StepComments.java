package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.pg.LockMode;
import java.util.Comparator;
import java.util.List;

/** What a file says of each step, as SQL comments: its lock, whom it blocks, for how long, and how to abort it. */
public final class StepComments {
    private static final String OLD_TRANSACTIONS =
            "SELECT pid, now() - xact_start AS age, state, left(query, 60) FROM pg_stat_activity"
                    + " WHERE xact_start < now() - interval '1 min' ORDER BY xact_start; SELECT * FROM pg_prepared_xacts;";

    private StepComments() {}

    /** Lines that begin with {@code --}, each ended. */
    public static String of(Step step) {
        StringBuilder text = new StringBuilder();
        line(text, "Step " + step.id() + ": " + step.title());
        line(
                text,
                "Lock: " + locks(step) + "; forecast " + step.forecast().display() + " ("
                        + step.forecast().basis() + ")");
        line(
                text,
                step.mode() == TransactionMode.AUTOCOMMIT
                        ? "Abort: SELECT pg_cancel_backend(pid) of this session; it can be run again."
                        : "Abort: lock_timeout gives up after "
                                + Forecast.human(step.timeouts().lockMillis())
                                + " of waiting; by hand SELECT pg_cancel_backend(pid). Nothing is left behind.");
        step.timeouts().why().forEach(why -> line(text, "Timeouts: " + why));
        if (step.mode() == TransactionMode.AUTOCOMMIT
                && step.all(Effect.WaitsForOlderTransactions.class).findAny().isPresent()) {
            line(text, "Before: end what this finds, it would be waited for: " + OLD_TRANSACTIONS);
        }
        if (step.retry().attempts() > 1) {
            line(
                    text,
                    "Retry: after SQLSTATE 55P03 (lock_timeout) up to "
                            + step.retry().attempts() + " times, pausing longer each time.");
        }
        if (!step.online()) {
            line(text, "NO ONLINE TECHNIQUE: run this in a window.");
        }
        if (step.rollback() instanceof Rollback.Irreversible lost) {
            line(text, "CANNOT BE TAKEN BACK: " + lost.lost());
        }
        step.notes().forEach(note -> line(text, note));
        return text.toString();
    }

    /** The strongest lock of each relation, strongest first, and whom it makes wait. */
    private static String locks(Step step) {
        List<Effect.AcquiresLock> strongest = step.locks().stream()
                .filter(lock -> step.locks().stream()
                        .noneMatch(other -> other.relation().equals(lock.relation())
                                && other.mode().compareTo(lock.mode()) > 0))
                .filter(lock -> lock.mode().compareTo(LockMode.ACCESS_SHARE) > 0)
                .sorted(Comparator.comparing(Effect.AcquiresLock::mode)
                        .reversed()
                        .thenComparing(Effect.AcquiresLock::relation))
                .toList();
        if (strongest.isEmpty()) {
            return "none that anybody waits for";
        }
        return String.join(
                ", ",
                strongest.stream()
                        .map(lock -> lock.mode().sql() + " on "
                                + lock.relation().display() + " (" + blocks(lock.mode()) + ")")
                        .distinct()
                        .toList());
    }

    /** Whom a mode makes wait, in words. */
    public static String blocks(LockMode mode) {
        return mode.blocksReads()
                ? "blocks reads and writes"
                : mode.blocksWrites() ? "blocks writes" : "blocks neither reads nor writes";
    }

    private static void line(StringBuilder text, String words) {
        text.append("-- ").append(oneLine(words)).append('\n');
    }

    /** Names come from hostile text: nothing may end the comment line. */
    public static String oneLine(String words) {
        return words.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]+", " ").replaceAll("\\p{Cf}", "");
    }
}
