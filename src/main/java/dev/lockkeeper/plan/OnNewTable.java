package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;

/** A lock on a table that the plan itself makes hinders nobody. */
final class OnNewTable {
    private OnNewTable() {}

    static boolean is(Effect effect, StatementEffects at) {
        return effect instanceof Effect.AcquiresLock lock
                && at.before().table(lock.relation()).map(Table::created).orElse(false);
    }
}
