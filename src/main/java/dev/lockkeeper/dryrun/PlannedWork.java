package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.dryrun.forecast.Sample;
import dev.lockkeeper.dryrun.forecast.StepWork;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.effect.WorkKind;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.BatchPace;
import dev.lockkeeper.plan.Step;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a step does with the rows of tables that are there before the migration, from its predicted effects. */
final class PlannedWork {
    /** A step of a constant duration that takes longer than this on more rows is none. */
    private static final double NOISE_MILLIS = 20;

    private static final double GROWN = 1.5;

    private final Catalog start;

    PlannedWork(Catalog start) {
        this.start = start;
    }

    StepWork of(Step step) {
        if (BatchPace.paces(step)) {
            // What a procedure writes is not among the effects of its CALL; the locks are.
            return new StepWork(step.locks().stream()
                    .filter(lock -> lock.mode() == LockMode.ROW_EXCLUSIVE && filled(lock.relation()))
                    .map(Effect.AcquiresLock::relation)
                    .distinct()
                    .map(table -> new TableWork(table, WorkKind.ROW_WRITES, 1, false))
                    .toList());
        }
        return new StepWork(TableWork.of(step.effects()).stream()
                .filter(part -> filled(part.table()))
                .toList());
    }

    /** For a step whose effects name no such work, and which nevertheless took longer on more rows: a scan of its largest table. */
    StepWork grown(Step step, List<Sample> samples, ToLongFunction<QualifiedName> rows) {
        boolean longer = samples.size() > 1
                && samples.getLast().millis() > NOISE_MILLIS
                && samples.getLast().millis() > samples.getFirst().millis() * GROWN;
        return longer
                ? new StepWork(step.locks().stream()
                        .map(Effect.AcquiresLock::relation)
                        .filter(this::filled)
                        .max(Comparator.comparingLong(rows).thenComparing(Comparator.naturalOrder()))
                        .map(table -> new TableWork(table, WorkKind.SCAN, 1, false))
                        .stream()
                        .toList())
                : new StepWork(List.of());
    }

    /** Rows of materialized views follow from those of the tables behind them. */
    private boolean filled(QualifiedName table) {
        return start.table(table)
                .map(found -> found.kind() != Table.Kind.MATERIALIZED_VIEW)
                .orElse(false);
    }
}
