package dev.lockkeeper.report;

import dev.lockkeeper.effect.Effect;

/** Effects in words, for people. */
final class EffectWords {
    private EffectWords() {}

    static String of(Effect effect) {
        return switch (effect) {
            case Effect.AcquiresLock lock ->
                lock.mode().sql() + " on " + lock.relation().display() + ": " + lock.why();
            case Effect.RewritesTable rewrite -> "rewrites " + rewrite.table().display() + ": " + rewrite.why();
            case Effect.ScansTable scan ->
                "reads all of " + scan.table().display() + (scan.passes() > 1 ? " " + scan.passes() + " times" : "")
                        + ": " + scan.why();
            case Effect.BuildsIndex build ->
                "builds " + build.index() + " on " + build.table().display()
                        + (build.concurrently() ? " concurrently" : "");
            case Effect.WritesRows writes ->
                "writes "
                        + (writes.whole()
                                ? "every row"
                                : writes.rows().isPresent()
                                        ? writes.rows().getAsLong() + " row(s)"
                                        : "an unknown number of rows")
                        + " of " + writes.table().display() + ": " + writes.why();
            case Effect.FailsOnData fails ->
                (fails.certain() ? "fails" : "may fail") + " with " + fails.sqlState() + ": " + fails.message();
            case Effect.BreaksRunningCode breaks -> "breaks running code: " + breaks.why();
            case Effect.DestroysData destroys -> "destroys " + destroys.what();
            case Effect.ForbiddenInTransaction forbidden ->
                forbidden.command() + " cannot run inside a transaction block";
            case Effect.WaitsForOlderTransactions waits ->
                "waits " + waits.times() + " times for every older transaction on "
                        + waits.table().display();
            case Effect.Refused refused -> "is refused with " + refused.sqlState() + ": " + refused.message();
            case Effect.ChangesRights rights -> rights.what();
            case Effect.HoldsTransactionOpen held -> "keeps its transaction open: " + held.why();
            case Effect.Unmodelled unmodelled -> "not modelled: " + unmodelled.what();
        };
    }

    /** {@code rewrites_table}: the stable name in JSON. */
    static String kind(Effect effect) {
        return effect.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
