package dev.lockkeeper.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a condition says of columns by comparing them with constants: the part of a CHECK that can prove something. */
public sealed interface Condition {

    /** {@code operator} is one of {@code < <= = >= >}. */
    record Compare(String column, String operator, Literal value) implements Condition {}

    record In(String column, List<Literal> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }
    }

    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** Proves nothing here. */
    record Unread() implements Condition {}

    Map<String, String> MIRRORED = Map.of("<", ">", "<=", ">=", "=", "=", ">=", "<=", ">", "<");

    static Condition of(Node tree) {
        return switch (tree.type()) {
            case "BoolExpr" -> {
                List<Condition> parts =
                        tree.inner().list("args").stream().map(Condition::of).toList();
                yield switch (tree.inner().text("boolop")) {
                    case "AND_EXPR" -> new And(parts);
                    case "OR_EXPR" -> new Or(parts);
                    default -> new Unread();
                };
            }
            case "A_Expr" -> operator(tree.inner()).orElseGet(Unread::new);
            default -> new Unread();
        };
    }

    private static Optional<Condition> operator(Node expression) {
        Node left = expression.get("lexpr");
        Node right = expression.get("rexpr");
        String operator = String.join(".", expression.strings("name"));
        return switch (expression.text("kind")) {
            case "AEXPR_OP" -> {
                Stream<Optional<Condition>> either = !MIRRORED.containsKey(operator)
                        ? Stream.empty()
                        : Stream.of(
                                compare(left, operator, right),
                                compare(right, MIRRORED.getOrDefault(operator, ""), left));
                yield either.flatMap(Optional::stream).findFirst();
            }
            case "AEXPR_IN" -> operator.equals("=") ? in(left, right.get("List").list("items")) : Optional.empty();
            case "AEXPR_OP_ANY" ->
                operator.equals("=") ? in(left, right.get("A_ArrayExpr").list("elements")) : Optional.empty();
            case "AEXPR_BETWEEN" -> {
                List<Node> edges = right.get("List").list("items");
                List<Condition> both = edges.size() == 2
                        ? Stream.of(compare(left, ">=", edges.get(0)), compare(left, "<=", edges.get(1)))
                                .flatMap(Optional::stream)
                                .toList()
                        : List.of();
                yield both.size() == 2 ? Optional.of(new And(both)) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Condition> compare(Node column, String operator, Node value) {
        return column(column).flatMap(name -> Literal.of(value).map(literal -> new Compare(name, operator, literal)));
    }

    private static Optional<Condition> in(Node column, List<Node> values) {
        return values.isEmpty()
                ? Optional.empty()
                : column(column).flatMap(name -> Literal.all(values).map(all -> new In(name, all)));
    }

    private static Optional<String> column(Node reference) {
        List<String> fields = reference.get("ColumnRef").strings("fields");
        return fields.size() == reference.get("ColumnRef").list("fields").size() && !fields.isEmpty()
                ? Optional.of(fields.getLast())
                : Optional.empty();
    }

    default Condition renamed(String from, String to) {
        return switch (this) {
            case Compare compare ->
                compare.column().equals(from) ? new Compare(to, compare.operator(), compare.value()) : compare;
            case In in -> in.column().equals(from) ? new In(to, in.values()) : in;
            case And and ->
                new And(and.parts().stream().map(part -> part.renamed(from, to)).toList());
            case Or or ->
                new Or(or.parts().stream().map(part -> part.renamed(from, to)).toList());
            case Unread unread -> unread;
        };
    }
}
