package dev.lockkeeper.sql.dml;

import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.util.TablesNamesFinder;

/**
 * Rewrites UPDATE and DELETE for batches with JSqlParser 5.4 (PostgreSQL dialect). What JSqlParser does not parse,
 * or parses to something that no longer says the same, gives no answer; the caller parses the result again with
 * PostgreSQL's grammar and compares.
 */
public final class BatchRewriter {
    private BatchRewriter() {}

    /** Empty for statements that cannot be limited to a key range: joins, WITH, RETURNING, LIMIT, unknown syntax. */
    public static Optional<BatchStatement> rewrite(String sql) {
        return parse(sql).flatMap(statement -> switch (statement) {
            case Update update -> update(update);
            case Delete delete -> delete(delete);
            default -> Optional.empty();
        });
    }

    /**
     * The statement behind a batch loop: {@code … WHERE key IN (SELECT key FROM same table WHERE c LIMIT n)} means
     * {@code … WHERE c} for all rows. Empty when the statement is not of this shape.
     */
    public static Optional<String> unlimited(String sql) {
        return parse(sql).flatMap(statement -> switch (statement) {
            case Update update ->
                innerCondition(update.getWhere(), update.getTable()).map(where -> {
                    update.setWhere(where.orElse(null));
                    return update.toString();
                });
            case Delete delete ->
                innerCondition(delete.getWhere(), delete.getTable()).map(where -> {
                    delete.setWhere(where.orElse(null));
                    return delete.toString();
                });
            default -> Optional.empty();
        });
    }

    private static Optional<Optional<Expression>> innerCondition(Expression where, Table table) {
        if (!(where instanceof InExpression in)
                || in.isNot()
                || !(in.getLeftExpression() instanceof Column key)
                || !(in.getRightExpression() instanceof ParenthesedSelect select)
                || !(select.getSelect() instanceof PlainSelect inner)) {
            return Optional.empty();
        }
        boolean sameTable = inner.getFromItem() instanceof Table from
                && from.getName().equals(table.getName())
                && (inner.getJoins() == null || inner.getJoins().isEmpty());
        boolean sameKey = inner.getSelectItems().size() == 1
                && inner.getSelectItems().getFirst().getExpression() instanceof Column selected
                && selected.getColumnName().equals(key.getColumnName());
        boolean limited = inner.getLimit() != null || inner.getFetch() != null;
        return sameTable && sameKey && limited ? Optional.of(Optional.ofNullable(inner.getWhere())) : Optional.empty();
    }

    private static Optional<BatchStatement> update(Update update) {
        boolean simple = isEmpty(update.getWithItemsList())
                && isEmpty(update.getStartJoins())
                && update.getFromItem() == null
                && isEmpty(update.getJoins())
                && update.getReturningClause() == null
                && update.getLimit() == null
                && isEmpty(update.getOrderByElements());
        if (!simple) {
            return Optional.empty();
        }
        Expression where = update.getWhere();
        List<String> tables = tables(update);
        update.setWhere(null);
        return Optional.of(split(update.getTable(), update.toString(), where, tables));
    }

    private static Optional<BatchStatement> delete(Delete delete) {
        boolean simple = isEmpty(delete.getWithItemsList())
                && isEmpty(delete.getUsingFromItemList())
                && isEmpty(delete.getJoins())
                && delete.getReturningClause() == null
                && delete.getLimit() == null
                && isEmpty(delete.getOrderByElements());
        if (!simple) {
            return Optional.empty();
        }
        Expression where = delete.getWhere();
        List<String> tables = tables(delete);
        delete.setWhere(null);
        return Optional.of(split(delete.getTable(), delete.toString(), where, tables));
    }

    private static BatchStatement split(Table table, String head, Expression where, List<String> tables) {
        String qualifier = table.getAlias() == null
                ? table.getName()
                : table.getAlias().getName().strip();
        return new BatchStatement(table.toString(), qualifier, head, where == null ? "" : where.toString(), tables);
    }

    private static List<String> tables(Statement statement) {
        return new TablesNamesFinder<Void>()
                .getTables(statement).stream().sorted().toList();
    }

    private static boolean isEmpty(List<?> list) {
        return list == null || list.isEmpty();
    }

    private static Optional<Statement> parse(String sql) {
        try (DmlParser parser = new DmlParser()) {
            return parser.parse(sql);
        }
    }
}
