package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.TypeName;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which values {@code ALTER COLUMN … TYPE} cannot convert, asked with SQL that does not raise on them: ranges and
 * lengths by comparison, texts by {@code pg_input_is_valid} (16 and later) or by the shape of the type's input.
 */
final class Conversions {
    private static final Set<String> TEXTUAL = Set.of("text", "varchar", "bpchar");
    private static final Set<String> EXACT = Set.of("int2", "int4", "int8", "numeric");
    private static final Set<String> FLOATING = Set.of("float4", "float8");
    private static final Map<String, String> RANGES = Map.of(
            "int2", "-32768 AND 32767",
            "int4", "-2147483648 AND 2147483647",
            "int8", "-9223372036854775808 AND 9223372036854775807");
    private static final Set<String> TIMES = Set.of("date", "timestamp", "timestamptz", "time", "timetz", "interval");

    private Conversions() {}

    /** The SQLSTATE of the failure, and the query where there is a safe one. */
    record Failure(String sqlState, Optional<String> countQuery) {}

    static Failure of(Table table, AlterAction.AlterType change, TypeName from, Situation at) {
        TypeName to = change.type();
        Optional<UserType> user = at.catalog().type(QualifiedName.of(to.schema(), to.name()));
        Optional<ConversionSource> source = ConversionSource.of(change, from, at);
        Optional<String> condition = from.array() || to.array()
                ? Optional.empty()
                : source.flatMap(
                        given -> user.isPresent() ? userType(given, to, user.get(), at) : builtIn(given, to, at));
        return new Failure(
                sqlState(from, to, user),
                condition.map(bad -> Violations.bounded(table.name().sql() + " WHERE " + bad)));
    }

    private static String sqlState(TypeName from, TypeName to, Optional<UserType> user) {
        if (user.isPresent()) {
            return user.get().kind() == UserType.Kind.DOMAIN ? "23514" : "22P02";
        }
        if (TEXTUAL.contains(to.name())) {
            return "22001";
        }
        return !TEXTUAL.contains(from.name()) ? "22003" : TIMES.contains(to.name()) ? "22007" : "22P02";
    }

    private static Optional<String> builtIn(ConversionSource source, TypeName to, Situation at) {
        boolean number = EXACT.contains(source.type()) || FLOATING.contains(source.type());
        if (TEXTUAL.contains(to.name())) {
            return length(source, to);
        }
        if (RANGES.containsKey(to.name()) && number) {
            // Casts round first; NaN compares as larger than every number, so it counts too.
            String value = FLOATING.contains(source.type())
                    ? "round(" + source.sql() + "::float8)"
                    : source.type().equals("numeric") ? "round(" + source.sql() + ")" : source.sql();
            return Optional.of(value + " NOT BETWEEN " + RANGES.get(to.name()));
        }
        if (to.name().equals("numeric") && number) {
            return precision(source, to);
        }
        return TEXTUAL.contains(source.type()) ? text(source, to, at) : Optional.empty();
    }

    /** Blanks beyond the limit are cut without a word, as the standard wants; an explicit cast cuts everything. */
    private static Optional<String> length(ConversionSource source, TypeName to) {
        return to.modifiers().isEmpty()
                ? Optional.empty()
                : Optional.of("char_length(rtrim(" + source.sql() + "::text, ' ')) > "
                        + to.modifiers().getFirst());
    }

    private static Optional<String> precision(ConversionSource source, TypeName to) {
        if (to.modifiers().isEmpty() || to.sql().contains("-")) {
            return Optional.empty();
        }
        int scale = to.modifiers().size() > 1 ? to.modifiers().get(1) : 0;
        String limit =
                BigDecimal.ONE.movePointRight(to.modifiers().getFirst() - scale).toPlainString();
        String value = source.sql();
        return Optional.of(
                switch (source.type()) {
                    case "numeric" -> value + " <> 'NaN' AND abs(round(" + value + ", " + scale + ")) >= " + limit;
                    case "float4", "float8" ->
                        "CASE WHEN " + value + " IN ('Infinity', '-Infinity') THEN true WHEN " + value
                                + " = 'NaN' THEN false ELSE abs(round(" + value + "::numeric, " + scale + ")) >= "
                                + limit + " END";
                    default -> "abs(" + value + "::numeric) >= " + limit;
                });
    }

    private static Optional<String> text(ConversionSource source, TypeName to, Situation at) {
        return at.version().atLeast(16)
                ? Optional.of(invalidInput(source.sql(), to.sql()))
                : InputShapes.invalid(source.sql(), to);
    }

    private static String invalidInput(String value, String type) {
        return "NOT pg_input_is_valid(" + value + "::text, "
                + Identifiers.literal(type).strip() + ")";
    }

    private static Optional<String> userType(ConversionSource source, TypeName to, UserType type, Situation at) {
        return switch (type.kind()) {
            // By label, so that it also works for a type that only this migration makes.
            case ENUM ->
                type.labels().isEmpty()
                        ? Optional.empty()
                        : Optional.of(source.sql() + "::text NOT IN ("
                                + type.labels().stream()
                                        .map(Identifiers::literal)
                                        .map(String::strip)
                                        .collect(Collectors.joining(", "))
                                + ")");
            // A domain may refuse NULL: the element of an array is the one way to ask without raising.
            case DOMAIN ->
                at.version().atLeast(16) && type.origin() == dev.lockkeeper.catalog.Origin.EXISTING
                        ? Optional.of("(" + invalidInput(source.sql(), to.sql()) + " OR " + source.sql()
                                + " IS NULL AND NOT pg_input_is_valid('{NULL}', "
                                + Identifiers.literal(to.sql() + "[]").strip() + "))")
                        : Optional.empty();
            case COMPOSITE, RANGE, OTHER -> Optional.empty();
        };
    }
}
