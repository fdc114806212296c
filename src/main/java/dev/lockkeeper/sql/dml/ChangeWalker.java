package dev.lockkeeper.sql.dml;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.dml.QueryUse.How;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.merge.Merge;
import net.sf.jsqlparser.statement.merge.MergeDelete;
import net.sf.jsqlparser.statement.merge.MergeInsert;
import net.sf.jsqlparser.statement.merge.MergeOperation;
import net.sf.jsqlparser.statement.merge.MergeUpdate;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;
import org.jspecify.annotations.Nullable;

/** Walks INSERT, UPDATE, DELETE and MERGE: the columns they write, and what they read to do so. */
final class ChangeWalker {
    private final UseWalker walker;

    ChangeWalker(UseWalker walker) {
        this.walker = walker;
    }

    private List<QualifiedName> target(Table table, UseScope scope) {
        Optional<QualifiedName> name = scope.add(table);
        name.ifPresent(walker::table);
        return name.stream().toList();
    }

    void insert(Insert insert, UseScope outer) {
        UseScope scope = outer.inner();
        walker.selects().with(insert.getWithItemsList(), scope);
        if (insert.getSelect() != null) {
            walker.selects().select(insert.getSelect(), scope);
        }
        List<QualifiedName> target = target(insert.getTable(), scope);
        written(insert.getColumns(), target);
        if (insert.getConflictTarget() != null) {
            insert.getConflictTarget().getIndexColumnNames().stream()
                    .filter(name -> name != null)
                    .forEach(name -> walker.column(target, UseScope.folded(name), How.FILTERS));
            walker.expression(insert.getConflictTarget().getIndexExpression(), scope, How.FILTERS);
            walker.expression(insert.getConflictTarget().getWhereExpression(), scope, How.FILTERS);
        }
        if (insert.getConflictAction() != null) {
            sets(insert.getConflictAction().getUpdateSets(), target, scope);
            walker.expression(insert.getConflictAction().getWhereExpression(), scope, How.FILTERS);
        }
        walker.selects().items(insert.getReturningClause(), scope);
    }

    /** An INSERT without a column list depends on every column of its table. */
    private void written(@Nullable List<Column> columns, List<QualifiedName> target) {
        if (columns == null || columns.isEmpty()) {
            walker.column(target, QueryUse.ALL_COLUMNS, How.WRITES);
        } else {
            columns.forEach(column -> walker.column(target, UseScope.folded(column.getColumnName()), How.WRITES));
        }
    }

    void update(Update update, UseScope outer) {
        UseScope scope = outer.inner();
        walker.selects().with(update.getWithItemsList(), scope);
        List<QualifiedName> target = target(update.getTable(), scope);
        walker.selects().from(null, update.getStartJoins(), scope);
        walker.selects().from(update.getFromItem(), update.getJoins(), scope);
        sets(update.getUpdateSets(), target, scope);
        walker.expression(update.getWhere(), scope, How.FILTERS);
        walker.selects().items(update.getReturningClause(), scope);
    }

    private void sets(@Nullable List<UpdateSet> sets, List<QualifiedName> target, UseScope scope) {
        if (sets == null) {
            return;
        }
        for (UpdateSet set : sets) {
            set.getColumns()
                    .forEach(column -> walker.column(target, UseScope.folded(column.getColumnName()), How.WRITES));
            walker.expressions(set.getValues(), scope, How.READS);
        }
    }

    void delete(Delete delete, UseScope outer) {
        UseScope scope = outer.inner();
        walker.selects().with(delete.getWithItemsList(), scope);
        target(delete.getTable(), scope);
        if (delete.getUsingFromItemList() != null) {
            delete.getUsingFromItemList().forEach(item -> walker.selects().from(item, null, scope));
        }
        walker.selects().from(null, delete.getJoins(), scope);
        walker.expression(delete.getWhere(), scope, How.FILTERS);
        walker.selects().items(delete.getReturningClause(), scope);
    }

    void merge(Merge merge, UseScope outer) {
        UseScope scope = outer.inner();
        walker.selects().with(merge.getWithItemsList(), scope);
        List<QualifiedName> target = target(merge.getTable(), scope);
        walker.selects().from(merge.getFromItem(), null, scope);
        walker.expression(merge.getOnCondition(), scope, How.JOINS);
        for (MergeOperation operation : merge.getOperations()) {
            switch (operation) {
                case MergeUpdate update -> {
                    walker.expression(update.getAndPredicate(), scope, How.FILTERS);
                    walker.expression(update.getWhereCondition(), scope, How.FILTERS);
                    sets(update.getUpdateSets(), target, scope);
                }
                case MergeInsert insert -> {
                    walker.expression(insert.getAndPredicate(), scope, How.FILTERS);
                    written(insert.getColumns(), target);
                    walker.expressions(insert.getValues(), scope, How.READS);
                }
                case MergeDelete delete -> walker.expression(delete.getAndPredicate(), scope, How.FILTERS);
                default -> throw new SelectWalker.UnknownFormException(operation);
            }
        }
        walker.selects().items(merge.getReturningClause(), scope);
    }
}
