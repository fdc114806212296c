package dev.lockkeeper.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads from a query which columns it gives, with PostgreSQL's own names for them; one that is not sure makes all unsure. */
final class ViewOutputs {
    private ViewOutputs() {}

    /** {@code query} is wrapped. */
    static Optional<List<ViewOutput>> of(Node query) {
        Node select = query.get("SelectStmt");
        if (!select.present()) {
            return Optional.empty();
        }
        if (select.get("larg").present()) {
            // The left side of a set operation names the columns.
            return select.get("withClause").present() ? Optional.empty() : of(new Node(wrapped(select.get("larg"))));
        }
        List<Node> rows = select.list("valuesLists");
        if (!rows.isEmpty()) {
            return Optional.of(IntStream.rangeClosed(
                            1, rows.getFirst().inner().list("items").size())
                    .<ViewOutput>mapToObj(number -> new ViewOutput.Named("column" + number))
                    .toList());
        }
        List<ViewOutput> outputs = new ArrayList<>();
        for (Node target : select.list("targetList")) {
            Optional<List<ViewOutput>> some = target(target.get("ResTarget"), select);
            if (some.isEmpty()) {
                return Optional.empty();
            }
            outputs.addAll(some.get());
        }
        return Optional.of(outputs);
    }

    private static com.fasterxml.jackson.databind.JsonNode wrapped(Node select) {
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .set("SelectStmt", select.json());
    }

    private static Optional<List<ViewOutput>> target(Node target, Node select) {
        if (target.has("name")) {
            return named(target.text("name"));
        }
        Node reference = target.get("val").get("ColumnRef");
        List<Node> fields = reference.list("fields");
        if (!fields.isEmpty() && fields.getLast().is("A_Star")) {
            return star(reference.strings("fields"), select);
        }
        return name(target.get("val")).flatMap(ViewOutputs::named);
    }

    private static Optional<List<ViewOutput>> named(String name) {
        return Optional.of(List.of(new ViewOutput.Named(name)));
    }

    /** The name that PostgreSQL gives an expression (FigureColname), where it is the same on every major. */
    private static Optional<String> name(Node expression) {
        return switch (expression.type()) {
            case "ColumnRef" -> Optional.of(expression.inner().strings("fields").getLast());
            case "FuncCall" ->
                expression.inner().text("funcformat").equals("COERCE_SQL_SYNTAX")
                        ? Optional.empty()
                        : Optional.of(expression.inner().strings("funcname").getLast());
            case "TypeCast" ->
                switch (expression.inner().get("arg").type()) {
                    case "ColumnRef", "FuncCall" -> name(expression.inner().get("arg"));
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Optional<List<ViewOutput>> star(List<String> qualifier, Node select) {
        List<Node> relations = new ArrayList<>();
        boolean plain = select.list("fromClause").stream().allMatch(item -> plain(item, relations));
        if (!plain || select.get("withClause").present()) {
            return Optional.empty();
        }
        List<Node> meant = qualifier.isEmpty()
                ? relations
                : relations.stream()
                        .filter(relation -> qualifier.size() == 1
                                && relation.get("alias")
                                        .optional("aliasname")
                                        .orElse(relation.text("relname"))
                                        .equals(qualifier.getFirst()))
                        .toList();
        return meant.isEmpty() || !qualifier.isEmpty() && meant.size() != 1
                ? Optional.empty()
                : Optional.of(meant.stream()
                        .map(Node::rangeVar)
                        .<ViewOutput>map(ViewOutput.AllOf::new)
                        .collect(Collectors.toList()));
    }

    /** A relation, or relations that a join without USING puts side by side. */
    private static boolean plain(Node item, List<Node> relations) {
        return switch (item.type()) {
            case "RangeVar" -> {
                relations.add(item.inner());
                yield item.inner().get("alias").list("colnames").isEmpty();
            }
            case "JoinExpr" ->
                !item.inner().flag("isNatural")
                        && item.inner().list("usingClause").isEmpty()
                        && !item.inner().get("alias").present()
                        && plain(item.inner().get("larg"), relations)
                        && plain(item.inner().get("rarg"), relations);
            default -> false;
        };
    }
}
