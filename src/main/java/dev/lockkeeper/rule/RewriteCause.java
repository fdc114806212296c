package dev.lockkeeper.rule;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.AlterAction;

/** What makes a table rewrite; told apart because each has another way out. */
public enum RewriteCause {
    VOLATILE_DEFAULT,
    CONSTANT_DEFAULT,
    TYPE_CHANGE,
    OTHER;

    /** Reads the reason that the effect model gives; the cards' examples hold the two together on every major. */
    public static RewriteCause of(Effect.RewritesTable rewrite, StatementEffects at) {
        String why = rewrite.why();
        if (why.endsWith("is volatile: each row is computed by itself") || why.endsWith("a value from the sequence")) {
            return VOLATILE_DEFAULT;
        }
        if (why.startsWith("before PostgreSQL 11 a default")) {
            return CONSTANT_DEFAULT;
        }
        boolean typeChange = Alterations.all(at, AlterAction.AlterType.class)
                .anyMatch(alter -> why.endsWith(" to " + alter.type().sql()));
        return typeChange ? TYPE_CHANGE : OTHER;
    }
}
