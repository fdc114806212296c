package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The relations of a query that it takes with all their columns: by a star, in a NATURAL join, or under other names for
 * them. A whole row is none: a view over {@code row_to_json(t)} does not depend on the columns (measured).
 */
final class WholeRelations {
    private WholeRelations() {}

    /** Names as written; a name of a WITH query may be among them. */
    static List<QualifiedName> of(Node query) {
        Set<QualifiedName> whole = new LinkedHashSet<>();
        query.all("SelectStmt").forEach(select -> select(select, whole));
        return List.copyOf(whole);
    }

    /** The sides of a set operation stand in it without a wrapper of their own. */
    private static void select(Node select, Set<QualifiedName> whole) {
        if (select.get("larg").present()) {
            select(select.get("larg"), whole);
            select(select.get("rarg"), whole);
            return;
        }
        List<Node> from = new ArrayList<>();
        select.list("fromClause").forEach(item -> relations(item, from, whole));
        stars(select)
                .forEach(qualifier -> from.stream()
                        .filter(relation -> qualifier.isEmpty() || called(relation, qualifier.getLast()))
                        .forEach(relation -> whole.add(relation.rangeVar())));
    }

    /** Qualifiers of the stars in the select list, {@code t.*} and {@code (t).*}: empty for one that stands alone. */
    private static Stream<List<String>> stars(Node select) {
        return select.list("targetList").stream()
                .flatMap(target -> Stream.concat(
                        target.all("ColumnRef")
                                .filter(reference -> starred(reference, "fields"))
                                .map(reference -> reference.strings("fields")),
                        target.all("A_Indirection")
                                .filter(row -> starred(row, "indirection"))
                                .map(row -> row.get("arg").get("ColumnRef").strings("fields"))
                                .filter(row -> !row.isEmpty())));
    }

    private static boolean starred(Node node, String field) {
        return !node.list(field).isEmpty() && node.list(field).getLast().is("A_Star");
    }

    static boolean called(Node relation, String name) {
        return relation.get("alias")
                .optional("aliasname")
                .orElse(relation.text("relname"))
                .equals(name);
    }

    private static void relations(Node item, List<Node> from, Set<QualifiedName> whole) {
        switch (item.type()) {
            case "RangeVar" -> {
                from.add(item.inner());
                if (!item.inner().get("alias").list("colnames").isEmpty()) {
                    whole.add(item.inner().rangeVar());
                }
            }
            case "RangeTableSample" -> relations(item.inner().get("relation"), from, whole);
            case "JoinExpr" -> {
                List<Node> joined = new ArrayList<>();
                relations(item.inner().get("larg"), joined, whole);
                relations(item.inner().get("rarg"), joined, whole);
                if (item.inner().flag("isNatural")
                        || !item.inner().get("alias").list("colnames").isEmpty()) {
                    joined.forEach(relation -> whole.add(relation.rangeVar()));
                }
                from.addAll(joined);
            }
            default -> {
                // A query in FROM is looked at by itself.
            }
        }
    }
}
