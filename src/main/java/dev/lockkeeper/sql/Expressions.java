package dev.lockkeeper.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads what rules need to know of an expression from its syntax tree. */
final class Expressions {
    private Expressions() {}

    /** {@code tree} is the wrapped node, {@code sql} its exact text. */
    static Expression of(Node tree, String sql) {
        Set<String> columns = new HashSet<>();
        tree.all("ColumnRef").forEach(ref -> {
            List<String> fields = ref.strings("fields");
            if (!fields.isEmpty()) {
                columns.add(fields.getLast());
            }
        });
        Set<String> notNull = new HashSet<>();
        conjunction(tree, notNull);
        return new Expression(
                sql,
                literal(tree),
                functions(tree),
                columns,
                notNull,
                tree.all("SubLink").findAny().isPresent(),
                Condition.of(tree));
    }

    /** Everything that is called: functions, and the value functions that look like none. */
    static Set<String> functions(Node tree) {
        Set<String> functions = new TreeSet<>();
        tree.all("FuncCall").forEach(call -> functions.add(functionName(call.strings("funcname"))));
        tree.all("SQLValueFunction")
                .forEach(value -> functions.add(value.text("op")
                        .replaceFirst("^SVFOP_", "")
                        .replaceFirst("_N$", "")
                        .toLowerCase(Locale.ROOT)));
        tree.all("CoalesceExpr").forEach(value -> functions.add("coalesce"));
        tree.all("MinMaxExpr").forEach(value -> functions.add("greatest"));
        tree.all("XmlExpr").forEach(value -> functions.add("xml expression"));
        return functions;
    }

    private static String functionName(List<String> parts) {
        List<String> kept =
                parts.size() > 1 && parts.getFirst().equals("pg_catalog") ? parts.subList(1, parts.size()) : parts;
        return String.join(".", kept);
    }

    private static boolean literal(Node tree) {
        return switch (tree.type()) {
            case "A_Const" -> true;
            case "TypeCast" -> literal(tree.inner().get("arg"));
            case "A_ArrayExpr" -> tree.inner().list("elements").stream().allMatch(Expressions::literal);
            case "A_Expr" ->
                !tree.inner().has("lexpr")
                        && tree.inner().text("kind").equals("AEXPR_OP")
                        && literal(tree.inner().get("rexpr"));
            case "CollateClause" -> literal(tree.inner().get("arg"));
            default -> false;
        };
    }

    private static void conjunction(Node tree, Set<String> notNull) {
        if (tree.is("BoolExpr") && tree.inner().text("boolop").equals("AND_EXPR")) {
            tree.inner().list("args").forEach(arg -> conjunction(arg, notNull));
        } else if (tree.is("NullTest")
                && tree.inner().text("nulltesttype").equals("IS_NOT_NULL")
                && tree.inner().get("arg").is("ColumnRef")) {
            List<String> fields = tree.inner().get("arg").inner().strings("fields");
            if (!fields.isEmpty()) {
                notNull.add(fields.getLast());
            }
        }
    }

    /** A condition that holds for every row: TRUE, equal literals, or an OR with one of these. */
    static boolean alwaysTrue(Node tree) {
        return switch (tree.type()) {
            case "A_Const" -> tree.inner().get("boolval").flag("boolval");
            case "TypeCast" -> alwaysTrue(tree.inner().get("arg"));
            case "BoolExpr" ->
                switch (tree.inner().text("boolop")) {
                    case "AND_EXPR" -> tree.inner().list("args").stream().allMatch(Expressions::alwaysTrue);
                    case "OR_EXPR" -> tree.inner().list("args").stream().anyMatch(Expressions::alwaysTrue);
                    default -> false;
                };
            case "A_Expr" ->
                literal(tree.inner().get("lexpr"))
                        && literal(tree.inner().get("rexpr"))
                        && tree.inner().strings("name").equals(List.of("="))
                        && withoutPosition(tree.inner().get("lexpr"))
                                .equals(withoutPosition(tree.inner().get("rexpr")));
            default -> false;
        };
    }

    private static String withoutPosition(Node node) {
        return node.json().toString().replaceAll("\"location\":-?\\d+,?", "").replace(",}", "}");
    }
}
