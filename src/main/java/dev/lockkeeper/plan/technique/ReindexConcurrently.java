package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Before: {@code REINDEX TABLE t} or {@code REINDEX INDEX i}, SHARE on the table and ACCESS EXCLUSIVE on each index,
 * which also stops readers. After (12 and later): {@code REINDEX … CONCURRENTLY}, SHARE UPDATE EXCLUSIVE, alone and
 * outside a transaction. Not for exclusion constraints, and partitioned tables only from 14 on: PostgreSQL refuses.
 */
@AutoService(Technique.class)
public final class ReindexConcurrently implements Technique {
    private static final Pattern PLAIN =
            Pattern.compile("(?is)^\\s*reindex\\s*(\\(\\s*verbose\\s*\\)\\s*)?(table|index)\\s+(\\S.*)$");
    private static final int PARTITIONED = 14;

    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof RelationStatement.Reindex reindex)
                || reindex.concurrently()
                || reindex.object().isEmpty()
                || !analysis.version().atLeast(12)) {
            return Optional.empty();
        }
        Matcher text = PLAIN.matcher(at.statement().sql());
        QualifiedName object = reindex.object().get();
        Optional<Table> table = table(at.before(), reindex.kind(), object)
                .filter(found -> Names.matters(at, analysis, found.name()))
                .filter(found ->
                        found.kind() == Table.Kind.TABLE || analysis.version().atLeast(PARTITIONED))
                .filter(found -> found.constraints().stream()
                        .noneMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.EXCLUDE));
        if (table.isEmpty() || !text.matches()) {
            return Optional.empty();
        }
        String leftover = reindex.kind() == ObjectKind.INDEX
                ? object.sibling(object.name() + "_ccnew").sql()
                : "each index of " + table.get().name().display() + " that ends in _ccnew";
        return Optional.of(List.of(StepDraft.of(
                        Phase.Kind.EXPAND,
                        "rebuild " + object.display(),
                        TransactionMode.AUTOCOMMIT,
                        new Rollback.Nothing("a rebuilt index has the definition it had"),
                        Objects.of(at),
                        "REINDEX " + text.group(2).toUpperCase(java.util.Locale.ROOT) + " CONCURRENTLY "
                                + text.group(3))
                .noting("If it is interrupted it leaves an INVALID index: DROP INDEX CONCURRENTLY " + leftover
                        + ", and start again.")));
    }

    private static Optional<Table> table(Catalog catalog, ObjectKind kind, QualifiedName object) {
        return switch (kind) {
            case TABLE -> catalog.table(object);
            case INDEX -> catalog.index(object).flatMap(index -> catalog.table(index.table()));
            default -> Optional.empty();
        };
    }
}
