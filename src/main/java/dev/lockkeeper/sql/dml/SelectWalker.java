package dev.lockkeeper.sql.dml;

import dev.lockkeeper.sql.dml.QueryUse.How;
import java.util.List;
import net.sf.jsqlparser.statement.ParenthesedStatement;
import net.sf.jsqlparser.statement.delete.ParenthesedDelete;
import net.sf.jsqlparser.statement.insert.ParenthesedInsert;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.TableFunction;
import net.sf.jsqlparser.statement.select.TableStatement;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.ParenthesedUpdate;
import org.jspecify.annotations.Nullable;

/** Walks SELECT in all its forms; a form it does not know stops the walk, so that nothing is silently left out. */
final class SelectWalker {
    private final UseWalker walker;

    SelectWalker(UseWalker walker) {
        this.walker = walker;
    }

    /** JSqlParser read it, but what it uses is not known here. */
    static final class UnknownFormException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownFormException(Object form) {
            super(form.getClass().getSimpleName());
        }
    }

    void select(Select select, UseScope outer) {
        UseScope scope = outer.inner();
        with(select.getWithItemsList(), scope);
        switch (select) {
            case PlainSelect plain -> plain(plain, scope);
            case SetOperationList set -> set.getSelects().forEach(each -> select(each, scope));
            case ParenthesedSelect parenthesed -> select(parenthesed.getSelect(), scope);
            case Values values -> walker.expressions(values.getExpressions(), scope, How.READS);
            case TableStatement table -> {
                scope.add(table.getTable()).ifPresent(walker::table);
                walker.column(scope.own(), QueryUse.ALL_COLUMNS, How.RETURNS);
            }
            default -> throw new UnknownFormException(select);
        }
        orderBy(select.getOrderByElements(), scope);
        if (select.getLimit() != null) {
            walker.expression(select.getLimit().getRowCount(), scope, How.READS);
            walker.expression(select.getLimit().getOffset(), scope, How.READS);
        }
        if (select.getOffset() != null) {
            walker.expression(select.getOffset().getOffset(), scope, How.READS);
        }
        if (select.getFetch() != null) {
            walker.expression(select.getFetch().getExpression(), scope, How.READS);
        }
    }

    void with(@Nullable List<WithItem<?>> items, UseScope scope) {
        if (items == null) {
            return;
        }
        items.forEach(item -> scope.addWithQuery(UseScope.folded(item.getAliasName())));
        for (WithItem<?> item : items) {
            ParenthesedStatement statement = item.getParenthesedStatement();
            switch (statement) {
                case ParenthesedSelect select -> select(select, scope);
                case ParenthesedInsert insert -> new ChangeWalker(walker).insert(insert.getInsert(), scope);
                case ParenthesedUpdate update -> new ChangeWalker(walker).update(update.getUpdate(), scope);
                case ParenthesedDelete delete -> new ChangeWalker(walker).delete(delete.getDelete(), scope);
                default -> throw new UnknownFormException(statement);
            }
        }
    }

    private void plain(PlainSelect select, UseScope scope) {
        from(select.getFromItem(), select.getJoins(), scope);
        items(select.getSelectItems(), scope);
        if (select.getDistinct() != null) {
            items(select.getDistinct().getOnSelectItems(), scope);
        }
        walker.expression(select.getWhere(), scope, How.FILTERS);
        walker.expression(select.getHaving(), scope, How.FILTERS);
        if (select.getGroupBy() != null) {
            walker.expressions(select.getGroupBy().getGroupByExpressionList(), scope, How.READS);
            select.getGroupBy()
                    .getGroupingSets()
                    .forEach(expressions -> walker.expressions(expressions, scope, How.READS));
        }
        if (select.getWindowDefinitions() != null) {
            select.getWindowDefinitions().forEach(window -> {
                walker.expressions(window.getPartitionExpressionList(), scope, How.READS);
                orderBy(window.getOrderByElements(), scope);
            });
        }
    }

    /** Also the list of RETURNING. */
    void items(@Nullable Iterable<? extends SelectItem<?>> items, UseScope scope) {
        if (items != null) {
            items.forEach(item -> walker.expression(item.getExpression(), scope, How.RETURNS));
        }
    }

    void orderBy(@Nullable List<OrderByElement> elements, UseScope scope) {
        if (elements != null) {
            elements.forEach(element -> walker.expression(element.getExpression(), scope, How.READS));
        }
    }

    void from(@Nullable FromItem first, @Nullable List<Join> joins, UseScope scope) {
        if (first != null) {
            item(first, scope);
        }
        if (joins == null) {
            return;
        }
        for (Join join : joins) {
            item(join.getFromItem(), scope);
            walker.expressions(join.getOnExpressions(), scope, How.JOINS);
            walker.expressions(join.getUsingColumns(), scope, How.JOINS);
            if (join.isNatural()) {
                scope.own().forEach(table -> walker.column(List.of(table), QueryUse.ALL_COLUMNS, How.JOINS));
            }
        }
    }

    private void item(FromItem item, UseScope scope) {
        if (item instanceof net.sf.jsqlparser.schema.Table table) {
            scope.add(table).ifPresent(walker::table);
            return;
        }
        switch (item) {
            case ParenthesedFromItem parenthesed -> from(parenthesed.getFromItem(), parenthesed.getJoins(), scope);
            case TableFunction function ->
                function.getFunctions().forEach(each -> walker.expression(each, scope, How.READS));
            case Select select -> select(select, scope);
            default -> throw new UnknownFormException(item);
        }
        if (item.getAlias() != null) {
            scope.addDerived(UseScope.folded(item.getAlias().getName()));
        }
    }
}
