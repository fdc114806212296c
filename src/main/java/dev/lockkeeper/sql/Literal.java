package dev.lockkeeper.sql;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A constant as written.
 *
 * @param text without quotes
 * @param type of a cast around it, as PostgreSQL names it; empty without one
 */
public record Literal(String text, boolean quoted, Optional<String> type) {

    /** A number, with its sign, or a text, alone or cast; NULL and everything else is none. */
    static Optional<Literal> of(Node tree) {
        return switch (tree.type()) {
            case "A_Const" -> constant(tree.inner());
            case "A_Expr" ->
                !tree.inner().has("lexpr") && tree.inner().strings("name").equals(List.of("-"))
                        ? of(tree.inner().get("rexpr"))
                                .filter(value -> !value.quoted() && value.type().isEmpty())
                                .map(value -> new Literal("-" + value.text(), false, Optional.empty()))
                        : Optional.empty();
            case "TypeCast" -> cast(tree.inner());
            default -> Optional.empty();
        };
    }

    /** All of them, or nothing when one is no constant. */
    static Optional<List<Literal>> all(List<Node> trees) {
        List<Optional<Literal>> found = trees.stream().map(Literal::of).toList();
        return found.stream().allMatch(Optional::isPresent)
                ? Optional.of(found.stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    static boolean isNull(Node tree) {
        return tree.is("A_Const") && tree.inner().flag("isnull");
    }

    private static Optional<Literal> constant(Node constant) {
        Function<String, Optional<Literal>> number = text -> Optional.of(new Literal(text, false, Optional.empty()));
        if (constant.get("sval").present()) {
            return Optional.of(new Literal(constant.get("sval").text("sval"), true, Optional.empty()));
        }
        if (constant.get("ival").present()) {
            return number.apply(Integer.toString(constant.get("ival").number("ival")));
        }
        return constant.get("fval").present()
                ? number.apply(constant.get("fval").text("fval"))
                : Optional.empty();
    }

    private static Optional<Literal> cast(Node cast) {
        Node type = cast.get("typeName");
        List<String> names = type.strings("names");
        boolean plain =
                type.list("arrayBounds").isEmpty() && type.list("typmods").isEmpty() && !names.isEmpty();
        return of(cast.get("arg"))
                .filter(value -> plain && value.type().isEmpty())
                .map(value -> new Literal(value.text(), value.quoted(), Optional.of(names.getLast())));
    }
}
