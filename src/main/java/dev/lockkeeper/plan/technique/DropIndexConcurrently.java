package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Concurrently;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Before: {@code DROP INDEX i}, ACCESS EXCLUSIVE on the table. After: {@code DROP INDEX CONCURRENTLY}, one index a
 * step, and after the indexes that the script makes on the same table, so that queries always have one; the way back
 * builds it again concurrently from the definition in the catalog.
 */
@AutoService(Technique.class)
public final class DropIndexConcurrently implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof ObjectStatement.Drop drop)
                || drop.kind() != ObjectKind.INDEX
                || drop.concurrently()
                || drop.cascade()) {
            return Optional.empty();
        }
        List<StepDraft> steps = new ArrayList<>();
        for (QualifiedName name : drop.names()) {
            Optional<Index> index = at.before().index(name);
            boolean partitioned = index.flatMap(i -> at.before().table(i.table()))
                    .map(t -> t.kind() == Table.Kind.PARTITIONED)
                    .orElse(true);
            if (index.isEmpty()
                    || partitioned
                    || !Names.matters(at, analysis, index.get().table())) {
                return Optional.empty();
            }
            steps.addAll(
                    successors(analysis, index.get()).isEmpty()
                            ? List.of(drop(
                                    Phase.Kind.EXPAND,
                                    index.get(),
                                    index.get().name(),
                                    drop.ifExists(),
                                    Objects.of(at)))
                            : replaced(
                                    index.get(), successors(analysis, index.get()), drop.ifExists(), Objects.of(at)));
        }
        return Optional.of(steps);
    }

    /** The indexes that a later statement of the script makes on the same table. */
    private static List<RelationStatement.CreateIndex> successors(Analysis analysis, Index index) {
        return analysis.script().statements().stream()
                .map(ScriptStatement::meaning)
                .dropWhile(meaning -> !(meaning instanceof ObjectStatement.Drop drop
                        && drop.names().stream()
                                .anyMatch(
                                        name -> name.name().equals(index.name().name()))))
                .filter(RelationStatement.CreateIndex.class::isInstance)
                .map(RelationStatement.CreateIndex.class::cast)
                .filter(create -> create.table().name().equals(index.table().name()))
                .toList();
    }

    /** Its successors are built first; one of the same name gets the name free. */
    private static List<StepDraft> replaced(
            Index index, List<RelationStatement.CreateIndex> successors, boolean ifExists, Set<String> objects) {
        QualifiedName name = index.name();
        if (successors.stream().noneMatch(create -> create.name().equals(Optional.of(name.name())))) {
            return List.of(drop(Phase.Kind.CUTOVER, index, name, ifExists, objects));
        }
        QualifiedName old = name.sibling(Identifiers.derive(name.name(), "_old"));
        StepDraft rename = StepDraft.of(
                Phase.Kind.EXPAND,
                "free the name of index " + name.display(),
                TransactionMode.TRANSACTION,
                new Rollback.Undo(
                        List.of("ALTER INDEX IF EXISTS " + old.sql() + " RENAME TO " + Identifiers.quote(name.name())),
                        TransactionMode.TRANSACTION),
                objects,
                "ALTER INDEX " + name.sql() + " RENAME TO " + Identifiers.quote(old.name()));
        return List.of(rename, drop(Phase.Kind.CUTOVER, index, old, false, Set.of(old.toString())));
    }

    private static StepDraft drop(
            Phase.Kind phase, Index index, QualifiedName name, boolean ifExists, Set<String> objects) {
        String again = Concurrently.create(index.sql());
        return StepDraft.of(
                phase,
                "drop index " + name.display(),
                TransactionMode.AUTOCOMMIT,
                new Rollback.Undo(
                        List.of(
                                name.equals(index.name())
                                        ? again
                                        : again.replaceFirst(
                                                "(?is)(concurrently\\s+)(\"(?:[^\"]|\"\")*\"|[^\\s\"]+)",
                                                "$1" + Matcher.quoteReplacement(Identifiers.quote(name.name())))),
                        TransactionMode.AUTOCOMMIT),
                objects,
                "DROP INDEX CONCURRENTLY " + (ifExists ? "IF EXISTS " : "") + name.sql());
    }
}
