package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Queries that count the rows on which a statement would fail. Each stops at {@link #MOST} + 1 rows, so that a table
 * full of bad rows costs little; no query where none would be right. They may count too many, never too few.
 */
final class Violations {
    /** Up to here the count is exact; one more means "more than". */
    static final int MOST = 1_000;

    private Violations() {}

    /** {@code rows} is what stands after FROM. */
    static String bounded(String rows) {
        return "SELECT count(*) FROM (SELECT 1 FROM " + rows + " LIMIT " + (MOST + 1) + ") AS violations";
    }

    static String anyRow(Table table) {
        return bounded(table.name().sql());
    }

    static String nulls(Table table, String column) {
        return bounded(table.name().sql() + " WHERE " + Identifiers.quote(column) + " IS NULL");
    }

    /** A CHECK passes on NULL, and {@code NOT (NULL)} selects nothing: the same rule. */
    static Optional<String> check(Table table, Optional<Expression> check, String sql, Situation at) {
        boolean only = dev.lockkeeper.sql.ConstraintDefinition.says(sql, "NO INHERIT");
        return check.filter(expression -> !expression.subquery())
                .map(expression -> bounded(
                        (only ? own(table, at) : table.name().sql()) + " WHERE NOT " + bracketed(expression.sql())));
    }

    /**
     * Key values that more than one row has, equal as the index compares them. Equality depends on a collation only
     * when that is nondeterministic, so a key's own COLLATE is kept; unusual operator classes are not counted.
     */
    static Optional<String> duplicates(
            Table table, List<IndexKey> keys, Optional<Expression> where, boolean nullsNotDistinct, Situation at) {
        List<String> texts = new ArrayList<>();
        for (IndexKey key : keys) {
            boolean subquery = key.expression().map(Expression::subquery).orElse(false);
            boolean ordinary = key.operatorClass()
                    .map(name -> name.endsWith("_pattern_ops") || name.matches("(pg_catalog\\.)?[a-z0-9]+_ops"))
                    .orElse(true);
            if (subquery
                    || !ordinary
                    || key.column().map(c -> composite(table, c, at)).orElse(false)) {
                return Optional.empty();
            }
            String text = key.column()
                    .map(Identifiers::quote)
                    .orElseGet(() -> bracketed(key.expression().orElseThrow().sql()));
            texts.add(key.collation()
                    .map(name -> text + " COLLATE " + collation(name))
                    .orElse(text));
        }
        if (texts.isEmpty() || where.map(Expression::subquery).orElse(false)) {
            return Optional.empty();
        }
        List<String> conditions = new ArrayList<>();
        if (!nullsNotDistinct) {
            texts.forEach(text -> conditions.add(text + " IS NOT NULL"));
        }
        where.ifPresent(predicate -> conditions.add(bracketed(predicate.sql())));
        return Optional.of(bounded(own(table, at)
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " GROUP BY " + String.join(", ", texts) + " HAVING count(*) > 1"));
    }

    static List<IndexKey> keys(List<String> columns) {
        return columns.stream()
                .map(column -> new IndexKey(Optional.of(column), Optional.empty()))
                .toList();
    }

    /** {@code IS NULL} of a composite value looks at its fields, the index does not. */
    private static boolean composite(Table table, String column, Situation at) {
        return table.column(column)
                .flatMap(found -> at.catalog()
                        .type(QualifiedName.of(
                                found.type().schema(), found.type().name())))
                .map(type -> type.kind() == UserType.Kind.COMPOSITE)
                .orElse(false);
    }

    private static String collation(String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? Identifiers.quote(name)
                : Identifiers.quote(name.substring(0, dot)) + "." + Identifiers.quote(name.substring(dot + 1));
    }

    /**
     * Rows without a partner. MATCH SIMPLE passes every key with a NULL in it; MATCH FULL passes only a key that is
     * NULL altogether. Foreign keys are not inherited, so rows of inheritance children do not count on either side.
     */
    static Optional<String> orphans(
            Table table,
            QualifiedName target,
            List<String> columns,
            List<String> referenced,
            String sql,
            Situation at) {
        List<String> keys = referenced.isEmpty()
                ? at.table(target)
                        .flatMap(Table::primaryKey)
                        .map(Constraint::columns)
                        .orElse(List.of())
                : referenced;
        if (keys.size() != columns.size()
                || keys.isEmpty()
                || dev.lockkeeper.sql.ConstraintDefinition.says(sql, "PERIOD")) {
            return Optional.empty();
        }
        boolean full = dev.lockkeeper.sql.ConstraintDefinition.says(sql, "MATCH FULL");
        String present = columns.stream()
                .map(c -> "c." + Identifiers.quote(c) + " IS NOT NULL")
                .collect(Collectors.joining(full ? " OR " : " AND "));
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            pairs.add("p." + Identifiers.quote(keys.get(i)) + " = c." + Identifiers.quote(columns.get(i)));
        }
        String parent = at.table(target).map(found -> own(found, at)).orElse(target.sql());
        return Optional.of(bounded(own(table, at) + " AS c WHERE " + (full ? "(" + present + ")" : present)
                + " AND NOT EXISTS (SELECT 1 FROM " + parent + " AS p WHERE " + String.join(" AND ", pairs) + ")"));
    }

    /** {@code ONLY} where inheritance children would be read along; a partitioned table is its partitions. */
    private static String own(Table table, Situation at) {
        boolean children = table.kind() != Table.Kind.PARTITIONED
                && !at.childrenOf(table.name()).isEmpty();
        return (children ? "ONLY " : "") + table.name().sql();
    }

    /** A comment at the end of the text must not swallow the bracket. */
    static String bracketed(String sql) {
        return "(" + sql.strip() + (sql.contains("--") ? "\n" : "") + ")";
    }
}
