package dev.lockkeeper.verdict;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.RealRows;
import dev.lockkeeper.dryrun.backup.Mask;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether rows of a backup or clone have answered if a step fails on production's rows: the plan ran through on all of
 * them, they are not older than the policy allows, and masks have not changed what the step looks at.
 */
final class RealRowsAnswer {
    /** Less of what statistics say means that the table was not restored whole. */
    private static final double WHOLE = 0.8;

    private final Case given;
    private final PolicySettings settings;

    RealRowsAnswer(Case given, PolicySettings settings) {
        this.given = given;
        this.settings = settings;
    }

    boolean answers(Effect.FailsOnData fails) {
        return given.dryRun() instanceof DryRunOutcome.Ran ran
                && ran.evidence()
                        .realRows()
                        .filter(rows -> stale(rows, settings).isEmpty())
                        .filter(rows -> ranThrough(ran.evidence()) && whole(rows, fails) && seen(rows, fails))
                        .isPresent();
    }

    private static boolean ranThrough(Evidence evidence) {
        return evidence.plan().failure().isEmpty()
                && !evidence.plan().statements().isEmpty();
    }

    /** A dump without the table's rows proves nothing about them, and an unknown size is never a small one. */
    private boolean whole(RealRows rows, Effect.FailsOnData fails) {
        TableSize size = given.analysis().context().size(fails.table());
        Long counted = rows.rows().get(fails.table());
        return counted != null
                && size.rows().isPresent()
                && counted >= Math.floor(size.rows().getAsLong() * WHOLE)
                && (counted > 0 || size.rows().getAsLong() == 0);
    }

    /** Masks keep NULL and equality; they keep neither lengths nor formats, nor what an expression makes of a value. */
    private static boolean seen(RealRows rows, Effect.FailsOnData fails) {
        Map<String, Mask> masks = rows.masks().getOrDefault(fails.table(), Map.of());
        if (masks.isEmpty()) {
            return true;
        }
        return !fails.columns().isEmpty()
                && fails.columns().stream().allMatch(column -> {
                    Mask mask = masks.get(column);
                    return mask == null
                            || switch (fails.sqlState()) {
                                case "23502" -> mask.keepsNulls();
                                case "23503" ->
                                    mask.keepsNulls()
                                            && (mask.keepsEquality()
                                                    || mask instanceof Mask.Shuffle
                                                            && fails.columns().size() == 1);
                                case "23505" -> mask.keepsNulls() && mask.keepsEquality();
                                case "23514" -> mask.keepsNulls() && looksAtNulls(fails, column);
                                default -> false;
                            };
                });
    }

    /** SET NOT NULL is planned as a CHECK of this form. */
    private static boolean looksAtNulls(Effect.FailsOnData fails, String column) {
        return fails.countQuery()
                .map(query -> query.contains(" WHERE NOT (" + Identifiers.quote(column) + " IS NOT NULL) "))
                .orElse(false);
    }

    /** What a person must decide because nobody knows that the rows are recent. */
    static Optional<Decision> stale(RealRows rows, PolicySettings settings) {
        if (settings.backupMaxAge().isEmpty()) {
            return Optional.empty();
        }
        Duration limit = settings.backupMaxAge().get();
        Optional<String> why = rows.age().isEmpty()
                ? Optional.of("Nobody says when it was production: --as-of TIME does.")
                : rows.age().get().isNegative() && rows.age().get().toHours() < -14
                        ? Optional.of("Its date lies in the future.")
                        : rows.age().get().compareTo(limit) > 0
                                ? Optional.of("It is " + words(rows.age().get())
                                        + " old; the limit (backup_max_age) is " + words(limit) + ".")
                                : Optional.empty();
        return why.map(reason -> new Decision(
                "The dry run ran on " + rows.sentence() + ". Accept such old rows?",
                reason,
                List.of("take a newer one and run the review again", "accept"),
                1));
    }

    private static String words(Duration age) {
        return age.toHours() >= 48 ? age.toDays() + " days" : age.toHours() + " hours";
    }
}
