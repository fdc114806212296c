package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Types, columns and constraints, with their exact text. */
final class Definitions {
    private final SourceText source;

    Definitions(SourceText source) {
        this.source = source;
    }

    /** {@code type} is a {@code TypeName} without wrapper; {@code limit} is where its text ends at the latest. */
    TypeName type(Node type, int limit) {
        if (!type.present()) {
            return new TypeName("", "", "?", List.of(), 0);
        }
        List<String> names = type.strings("names");
        boolean builtIn = names.size() > 1 && names.getFirst().equals("pg_catalog");
        String schema = names.size() > 1 && !builtIn ? names.getFirst() : "";
        List<Integer> modifiers = type.list("typmods").stream()
                .map(modifier -> modifier.get("A_Const").get("ival"))
                .filter(Node::present)
                .map(value -> value.number("ival"))
                .toList();
        int start = source.at(type.number("location"));
        String sql = source.trimmed(start, limit).in(source.text());
        return new TypeName(
                sql,
                schema,
                names.isEmpty() ? "?" : names.getLast(),
                modifiers,
                type.list("arrayBounds").size());
    }

    /** {@code column} is a {@code ColumnDef} without wrapper. */
    ColumnDefinition column(Node column, int statementEnd) {
        int start = source.at(column.number("location"));
        Span whole = source.element(start, statementEnd);
        List<Node> constraints =
                column.list("constraints").stream().map(Node::inner).toList();
        int[] starts = IntStream.concat(
                        constraints.stream().mapToInt(c -> source.at(c.number("location"))),
                        column.get("collClause").present()
                                ? IntStream.of(
                                        source.at(column.get("collClause").number("location")))
                                : IntStream.empty())
                .sorted()
                .toArray();
        String name = column.text("colname");
        TypeName type = type(
                column.get("typeName"),
                next(starts, source.at(column.get("typeName").number("location")), whole.end()));
        boolean notNull = false;
        boolean identity = false;
        Optional<Expression> defaultValue = Optional.empty();
        Optional<Expression> generated = Optional.empty();
        GeneratedKind generatedKind = GeneratedKind.NONE;
        List<ConstraintDefinition> own = new ArrayList<>();
        for (Node constraint : constraints) {
            int from = source.at(constraint.number("location"));
            int to = next(starts, from, whole.end());
            switch (constraint.text("contype")) {
                case "CONSTR_NOTNULL" -> {
                    notNull = true;
                    if (constraint.has("conname") || constraint.flag("skip_validation")) {
                        own.add(constraint(constraint, Optional.of(name), from, to));
                    }
                }
                case "CONSTR_DEFAULT" ->
                    defaultValue = Optional.of(Expressions.of(
                            constraint.get("raw_expr"),
                            source.trimmed(source.tokenEnd(from), to).in(source.text())));
                case "CONSTR_IDENTITY" -> {
                    identity = true;
                    notNull = true;
                }
                case "CONSTR_GENERATED" -> {
                    generated = Optional.of(Expressions.of(
                            constraint.get("raw_expr"),
                            source.bracketed(from, to).in(source.text())));
                    boolean virtual = constraint.text("generated_kind").equals("v")
                            || !source.lower(source.trimmed(from, to))
                                    .stripTrailing()
                                    .endsWith("stored");
                    generatedKind = virtual ? GeneratedKind.VIRTUAL : GeneratedKind.STORED;
                }
                case "CONSTR_PRIMARY" -> {
                    notNull = true;
                    own.add(constraint(constraint, Optional.of(name), from, to));
                }
                case "CONSTR_UNIQUE", "CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_EXCLUSION" ->
                    own.add(constraint(constraint, Optional.of(name), from, to));
                default -> {}
            }
        }
        Optional<String> collation = column.get("collClause").present()
                ? Optional.of(String.join(".", column.get("collClause").strings("collname")))
                : Optional.empty();
        boolean serial = type.serial();
        return new ColumnDefinition(
                name,
                type,
                notNull || serial,
                defaultValue,
                generated,
                generatedKind,
                identity,
                collation,
                own,
                whole.in(source.text()));
    }

    private static int next(int[] starts, int after, int limit) {
        OptionalInt found = IntStream.of(starts)
                .filter(start -> start > after && start < limit)
                .findFirst();
        return found.orElse(limit);
    }

    /** {@code constraint} is without wrapper; {@code column} is given for a column constraint. */
    ConstraintDefinition constraint(Node constraint, Optional<String> column, int from, int to) {
        Span span = source.trimmed(from, to);
        Kind kind = switch (constraint.text("contype")) {
            case "CONSTR_CHECK" -> Kind.CHECK;
            case "CONSTR_FOREIGN" -> Kind.FOREIGN_KEY;
            case "CONSTR_UNIQUE" -> Kind.UNIQUE;
            case "CONSTR_PRIMARY" -> Kind.PRIMARY_KEY;
            case "CONSTR_EXCLUSION" -> Kind.EXCLUDE;
            default -> Kind.NOT_NULL;
        };
        Optional<Expression> check = kind == Kind.CHECK
                ? Optional.of(Expressions.of(
                        constraint.get("raw_expr"), source.bracketed(from, to).in(source.text())))
                : Optional.empty();
        List<String> columns = kind == Kind.FOREIGN_KEY ? constraint.strings("fk_attrs") : constraint.strings("keys");
        if (columns.isEmpty() && column.isPresent()) {
            columns = List.of(column.get());
        }
        if (columns.isEmpty() && check.isPresent()) {
            columns = check.get().columns().stream().sorted().toList();
        }
        Optional<QualifiedName> references = constraint.get("pktable").present()
                ? Optional.of(constraint.get("pktable").rangeVar())
                : Optional.empty();
        boolean enforced = !constraint.has("is_enforced") || constraint.flag("is_enforced");
        return new ConstraintDefinition(
                kind,
                constraint.optional("conname"),
                columns,
                check,
                references,
                constraint.strings("pk_attrs"),
                constraint.flag("skip_validation"),
                (kind == Kind.CHECK || kind == Kind.FOREIGN_KEY) && constraint.has("is_enforced") && !enforced
                        || source.lower(span).endsWith("not enforced"),
                constraint.flag("deferrable"),
                constraint.optional("indexname"),
                constraint.optional("indexspace"),
                span.in(source.text()));
    }
}
