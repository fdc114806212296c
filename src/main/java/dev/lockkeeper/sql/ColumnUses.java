package dev.lockkeeper.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns that a query names, each with the relations it can be of: those in FROM of the query that says it and of the
 * queries around, under that alias when one is given. Rather one relation too many than one too few: inside FROM, and where
 * WITH gives names, all levels count as one.
 */
final class ColumnUses {
    private static final String QUERY = "SelectStmt";

    private final Set<ColumnUse> uses = new LinkedHashSet<>();
    private final List<String> joins;
    private final boolean levelled;

    private ColumnUses(Node query) {
        // An alias of a whole join stands for any relation in it.
        joins = query.all("JoinExpr")
                .flatMap(join -> join.get("alias").optional("aliasname").stream())
                .toList();
        levelled = query.all("CommonTableExpr").findAny().isEmpty();
    }

    static List<ColumnUse> of(Node query) {
        ColumnUses found = new ColumnUses(query);
        found.within(query, List.of());
        return List.copyOf(found.uses);
    }

    /** {@code levels} are {@code RangeVar} nodes, those of the innermost query first. */
    private void within(Node node, List<List<Node>> levels) {
        if (node.is(QUERY)) {
            select(node.inner(), levels);
            return;
        }
        named(node, levels);
        node.json().forEach(child -> within(new Node(child), levels));
    }

    /** The sides of a set operation stand in it without a wrapper of their own. */
    private void select(Node select, List<List<Node>> outer) {
        List<List<Node>> levels = new ArrayList<>();
        levels.add(select.list("fromClause").stream()
                .flatMap(item -> item.outside(QUERY))
                .filter(node -> node.is("RangeVar"))
                .map(Node::inner)
                .toList());
        levels.addAll(outer);
        select.json().properties().forEach(field -> {
            Node part = new Node(field.getValue());
            switch (field.getKey()) {
                case "larg", "rarg" -> select(part, levels);
                case "fromClause" -> within(part, asOne(levels));
                default -> within(part, levelled ? levels : asOne(levels));
            }
        });
    }

    private void named(Node node, List<List<Node>> levels) {
        switch (node.type()) {
            case "ColumnRef" -> {
                List<String> fields = node.inner().strings("fields");
                if (fields.size() == node.inner().list("fields").size()) {
                    reference(fields, levels);
                }
            }
            case "JoinExpr" -> node.inner().strings("usingClause").forEach(column -> use(column, levels));
            // (t).c and c(t) are t.c.
            case "A_Indirection" -> node.inner().strings("indirection").forEach(column -> use(column, asOne(levels)));
            case "FuncCall" ->
                Stream.of(node.inner())
                        .filter(call -> call.list("args").size() == 1)
                        .flatMap(call -> call.strings("funcname").stream())
                        .forEach(column -> use(column, asOne(levels)));
            default -> {
                // Names no column.
            }
        }
    }

    private void reference(List<String> fields, List<List<Node>> levels) {
        if (fields.size() == 1) {
            use(fields.getFirst(), levels);
            return;
        }
        String qualifier = fields.get(fields.size() - 2);
        use(
                fields.getLast(),
                List.of(levels.stream()
                        .flatMap(List::stream)
                        .filter(relation -> joins.contains(qualifier) || WholeRelations.called(relation, qualifier))
                        .toList()));
    }

    private void use(String column, List<List<Node>> levels) {
        uses.add(new ColumnUse(
                column,
                levels.stream()
                        .filter(level -> !level.isEmpty())
                        .map(level ->
                                level.stream().map(Node::rangeVar).distinct().toList())
                        .toList()));
    }

    private static List<List<Node>> asOne(List<List<Node>> levels) {
        return List.of(levels.stream().flatMap(List::stream).toList());
    }
}
