package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.PartitionBounds;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.PartitionBound;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Before: {@code CREATE TABLE p PARTITION OF t}, ACCESS EXCLUSIVE on the parent. After (12 and later): a table LIKE the
 * parent, then ATTACH PARTITION, SHARE UPDATE EXCLUSIVE; a default partition first proves by a CHECK that it holds none
 * of the new rows.
 */
@AutoService(Technique.class)
public final class PartitionViaAttach implements Technique {
    private static final Pattern PLAIN = Pattern.compile(
            "(?is)^\\s*create\\s+table\\s+(\"[^\"]+\"|[\\w$.]|\\s)+?\\s+partition\\s+of\\s+[^()]+?(for\\s+values\\s+(from|in|with)\\s*\\(.*\\)|default)\\s*$");
    private static final Pattern OPTIONS = Pattern.compile("(?is).*\\b(partition\\s+by|tablespace|using)\\b.*");

    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!(at.statement().meaning() instanceof RelationStatement.CreateTable create)
                || create.partitionOf().isEmpty()
                || create.ifNotExists()
                || create.persistence() != Persistence.PERMANENT
                || !create.columns().isEmpty()
                || !create.constraints().isEmpty()
                || !analysis.version().atLeast(12)
                || !Names.matters(at, analysis, create.partitionOf().get())) {
            return Optional.empty();
        }
        String sql = at.statement().sql();
        Table parent = at.before().table(create.partitionOf().get()).orElseThrow();
        Optional<String> bound = PartitionBounds.written(sql);
        if (bound.isEmpty()
                || create.bound().isEmpty()
                || !PLAIN.matcher(sql).matches()
                || OPTIONS.matcher(sql.substring(0, sql.length() - bound.get().length()))
                        .matches()
                || OPTIONS.matcher(bound.get()).matches()) {
            return Optional.empty();
        }
        QualifiedName partition = at.before().forNew(create.table());
        Set<String> objects = Objects.of(at);
        List<StepDraft> steps = new ArrayList<>();
        steps.add(StepDraft.of(
                Phase.Kind.EXPAND,
                "create the table " + partition.display(),
                TransactionMode.TRANSACTION,
                new Rollback.Undo(List.of("DROP TABLE IF EXISTS " + partition.sql()), TransactionMode.TRANSACTION),
                objects,
                "CREATE TABLE " + partition.sql() + " (LIKE " + parent.name().sql()
                        + " INCLUDING ALL EXCLUDING COMMENTS EXCLUDING IDENTITY EXCLUDING STATISTICS)"));
        return attached(at, parent, partition, create.bound().get(), bound.get(), objects)
                .map(attach -> {
                    steps.addAll(attach);
                    return steps;
                });
    }

    /** Empty where the default partition would be read under ACCESS EXCLUSIVE and no CHECK can say what it must not hold. */
    static Optional<List<StepDraft>> attached(
            StatementEffects at,
            Table parent,
            QualifiedName partition,
            PartitionBound bound,
            String written,
            Set<String> objects) {
        String alter = "ALTER TABLE " + parent.name().sql() + " ";
        StepDraft attach = StepDraft.of(
                Phase.Kind.CUTOVER,
                "attach " + partition.display(),
                TransactionMode.TRANSACTION,
                new Rollback.Undo(List.of(alter + "DETACH PARTITION " + partition.sql()), TransactionMode.TRANSACTION),
                objects,
                alter + "ATTACH PARTITION " + partition.sql() + " " + written);
        Optional<Table> other = bound instanceof PartitionBound.Default
                ? Optional.empty()
                : at.before().partitionsOf(parent.name()).stream()
                        .filter(Table::defaultPartition)
                        .findFirst();
        return other.isEmpty()
                ? Optional.of(List.of(attach))
                : PartitionBounds.outside(parent, bound)
                        .filter(outside -> other.get().kind() == Table.Kind.TABLE)
                        .map(outside -> ProvenByCheck.around(
                                other.get().name(),
                                ProvenByCheck.name(other.get()),
                                "CHECK (" + outside + ")",
                                List.of(attach)));
    }
}
