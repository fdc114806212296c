package dev.lockkeeper.effect;

import java.util.OptionalLong;

/**
 * A timeout that may cancel a statement: the script's own, else what production's server or database sets for
 * everybody. Only what cancels counts so: which role runs a file is not known, and a limit that protects must stand
 * in the file itself.
 *
 * @param millis 0 when nothing is in force
 * @param inherited whether it comes from production's settings
 */
public record TimeoutInForce(long millis, boolean inherited) {

    public static TimeoutInForce ofLocks(Analysis analysis, StatementEffects at) {
        return of(analysis, "lock_timeout", at.transaction().lockTimeoutMillis());
    }

    public static TimeoutInForce ofStatement(Analysis analysis, StatementEffects at) {
        return of(analysis, "statement_timeout", at.transaction().statementTimeoutMillis());
    }

    private static TimeoutInForce of(Analysis analysis, String name, OptionalLong own) {
        return own.isPresent()
                ? new TimeoutInForce(own.getAsLong(), false)
                : new TimeoutInForce(
                        analysis.context()
                                .setting(name)
                                .map(SettingDuration::millis)
                                .orElse(OptionalLong.empty())
                                .orElse(0),
                        true);
    }

    /** {@code 30 s is in force}, and where it comes from when the script does not say it. */
    public String display() {
        return Forecast.human(millis) + " is in force" + (inherited ? " (production's own setting)" : "");
    }
}
