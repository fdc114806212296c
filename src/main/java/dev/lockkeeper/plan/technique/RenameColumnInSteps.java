package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code RENAME COLUMN a TO b}, after which running code fails with 42703. After: a new column b, kept equal
 * to a in both directions by a trigger; the old rows are filled in batches, and what hangs on a gets its twin on b; when
 * no code says a any more, trigger and column go, and the twins take the names of what went.
 */
@AutoService(Technique.class)
public final class RenameColumnInSteps implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof ObjectStatement.Rename rename)
                || rename.kind() != ObjectKind.COLUMN
                || rename.part().isEmpty()
                || !Names.matters(at, analysis, rename.object())) {
            return Optional.empty();
        }
        Table table = at.before().table(rename.object()).orElseThrow();
        return SyncedColumn.keyed(at, table, rename.part().get(), rename.newName())
                .flatMap(synced -> ColumnTwins.of(at.before(), synced)
                        .flatMap(twins -> steps(at, synced, twins, analysis, tools)));
    }

    private static Optional<List<StepDraft>> steps(
            StatementEffects at, SyncedColumn synced, ColumnTwins twins, Analysis analysis, Reanalysis tools) {
        String a = synced.quoted();
        String b = synced.quotedTwin();
        Set<String> objects = Objects.of(at);
        String collation =
                synced.column().collation().map(c -> " COLLATE \"" + c + '"').orElse("");
        String body = "  IF TG_OP = 'INSERT' THEN\n"
                + "    IF NEW." + b + " IS NULL THEN NEW." + b + " := NEW." + a + "; ELSE NEW." + a + " := NEW." + b
                + "; END IF;\n"
                + "  ELSIF NEW." + b + " IS DISTINCT FROM OLD." + b + " THEN\n    NEW." + a + " := NEW." + b + ";\n"
                + "  ELSE\n    NEW." + b + " := NEW." + a + ";\n  END IF;";
        Optional<List<StepDraft>> begin = new SyncedSteps(
                        synced,
                        synced.type() + collation,
                        "add column " + synced.twin(),
                        "keep both columns equal",
                        body,
                        SyncedSteps.filling(synced))
                .of(at, objects, analysis, tools);
        if (begin.isEmpty()) {
            return Optional.empty();
        }
        List<StepDraft> steps = new ArrayList<>(begin.get());
        if (synced.column().notNull()) {
            steps.addAll(NotNullViaCheck.steps(synced.table(), synced.twin(), objects));
        }
        steps.addAll(twins.build(objects));
        List<String> contract = new ArrayList<>(synced.remove("sync_"));
        contract.addAll(twins.release(synced.sequence(at.before()).map(Sequence::name)));
        contract.add(synced.alter("DROP COLUMN " + a));
        contract.addAll(twins.take(synced.sequence(at.before()).map(Sequence::name)));
        if (synced.column().notNull() && analysis.version().atLeast(18)) {
            contract.add(synced.alter("RENAME CONSTRAINT " + synced.notNullName(synced.twin()) + " TO "
                    + synced.notNullName(synced.column().name())));
        }
        steps.add(StepDraft.of(
                        Phase.Kind.CONTRACT,
                        "drop the old column " + synced.column().name(),
                        TransactionMode.TRANSACTION,
                        new Rollback.Irreversible(
                                "the column " + synced.column().name() + "; its values live on in " + synced.twin()),
                        objects,
                        contract.toArray(String[]::new))
                .after("All running code reads and writes " + synced.twin() + ", and none says "
                        + synced.column().name() + " any more."));
        return Optional.of(steps);
    }
}
