package dev.lockkeeper.sql.dml;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.dml.QueryUse.ColumnReference;
import dev.lockkeeper.sql.dml.QueryUse.How;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Collects the columns of expressions; queries inside them go to {@link SelectWalker} with the scope they see. */
final class UseWalker extends ExpressionVisitorAdapter<Void> {
    private final Set<QualifiedName> tables = new LinkedHashSet<>();
    private final List<ColumnReference> columns = new ArrayList<>();
    private final SelectWalker selects = new SelectWalker(this);

    /** Where an expression stands: the names it sees, and what the query does with its columns. */
    record Spot(UseScope scope, How how) {}

    QueryUse.Understood result() {
        return new QueryUse.Understood(tables, columns.stream().distinct().toList());
    }

    SelectWalker selects() {
        return selects;
    }

    void table(QualifiedName table) {
        tables.add(table);
    }

    void column(List<QualifiedName> candidates, String column, How how) {
        if (!candidates.isEmpty()) {
            columns.add(new ColumnReference(candidates, column, how));
        }
    }

    /** Walks an expression that may not be there: JSqlParser answers null for a clause that was not written. */
    void expression(@Nullable Expression expression, UseScope scope, How how) {
        if (expression != null) {
            expression.accept(this, new Spot(scope, how));
        }
    }

    void expressions(@Nullable Iterable<? extends Expression> all, UseScope scope, How how) {
        if (all != null) {
            all.forEach(each -> expression(each, scope, how));
        }
    }

    private static Spot spot(Object context) {
        if (context instanceof Spot spot) {
            return spot;
        }
        throw new IllegalStateException("an expression is walked without its scope");
    }

    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(Column column, S context) {
        Spot spot = spot(context);
        String name = UseScope.folded(column.getColumnName());
        if (column.getTable() != null && column.getTable().getName() != null) {
            String qualifier = UseScope.folded(column.getTable().getName());
            column(
                    spot.scope().knows(qualifier)
                            ? spot.scope().named(qualifier)
                            : spot.scope().all(),
                    name,
                    spot.how());
        } else {
            column(spot.scope().all(), name, spot.how());
            if (spot.scope().knows(name)) {
                column(spot.scope().named(name), QueryUse.ALL_COLUMNS, spot.how());
            }
        }
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(AllColumns all, S context) {
        Spot spot = spot(context);
        spot.scope().own().forEach(table -> column(List.of(table), QueryUse.ALL_COLUMNS, spot.how()));
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(AllTableColumns all, S context) {
        Spot spot = spot(context);
        column(spot.scope().named(UseScope.folded(all.getTable().getName())), QueryUse.ALL_COLUMNS, spot.how());
        return null;
    }

    /** {@code count(*)} reads rows, not columns. */
    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(Function function, S context) {
        Spot spot = spot(context);
        if (function.getParameters() != null) {
            function.getParameters().stream()
                    .filter(parameter -> !(parameter instanceof AllColumns) || parameter instanceof AllTableColumns)
                    .forEach(parameter -> expression(parameter, spot.scope(), spot.how()));
        }
        if (function.getNamedParameters() != null) {
            expressions(function.getNamedParameters(), spot.scope(), spot.how());
        }
        if (function.getOrderByElements() != null) {
            function.getOrderByElements()
                    .forEach(element -> expression(element.getExpression(), spot.scope(), How.READS));
        }
        return null;
    }

    /** A window or filtered aggregate; {@code count(*) FILTER (…)} reads what the filter reads. */
    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(AnalyticExpression analytic, S context) {
        Spot spot = spot(context);
        if (!(analytic.getExpression() instanceof AllColumns)) {
            expression(analytic.getExpression(), spot.scope(), spot.how());
        }
        expression(analytic.getOffset(), spot.scope(), How.READS);
        expression(analytic.getDefaultValue(), spot.scope(), How.READS);
        expression(analytic.getFilterExpression(), spot.scope(), How.FILTERS);
        expressions(analytic.getPartitionExpressionList(), spot.scope(), How.READS);
        selects.orderBy(analytic.getOrderByElements(), spot.scope());
        selects.orderBy(analytic.getFuncOrderBy(), spot.scope());
        if (analytic.getWindowDefinition() != null) {
            expressions(analytic.getWindowDefinition().getPartitionExpressionList(), spot.scope(), How.READS);
            selects.orderBy(analytic.getWindowDefinition().getOrderByElements(), spot.scope());
        }
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(ExistsExpression exists, S context) {
        expression(exists.getRightExpression(), spot(context).scope(), How.FILTERS);
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(ParenthesedSelect select, S context) {
        selects.select(select, spot(context).scope());
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Void's only value
    public <S> Void visit(Select select, S context) {
        selects.select(select, spot(context).scope());
        return null;
    }
}
