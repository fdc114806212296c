package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.IndexKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that PostgreSQL gives to what has none, as {@code makeObjectName} and {@code ChooseRelationName} make them. */
final class DefaultNames {
    private static final Pattern CALL = Pattern.compile("(?:\\w+\\.)*+([A-Za-z_]\\w*+)\\s*+\\(");
    private static final Pattern CAST = Pattern.compile("([A-Za-z_]\\w*+)\\s*+::[\\w\\s]++");

    private DefaultNames() {}

    static String constraint(String table, ConstraintDefinition constraint, Predicate<String> taken) {
        return switch (constraint.kind()) {
            case PRIMARY_KEY -> free(table, "", "pkey", taken);
            case UNIQUE -> free(table, String.join("_", constraint.columns()), "key", taken);
            case EXCLUDE -> free(table, String.join("_", constraint.columns()), "excl", taken);
            case FOREIGN_KEY -> free(table, String.join("_", constraint.columns()), "fkey", taken);
            case CHECK ->
                free(
                        table,
                        constraint.columns().size() == 1 ? constraint.columns().getFirst() : "",
                        "check",
                        taken);
            case NOT_NULL ->
                free(
                        table,
                        constraint.columns().isEmpty()
                                ? ""
                                : constraint.columns().getFirst(),
                        "not_null",
                        taken);
        };
    }

    static String index(String table, List<IndexKey> keys, Predicate<String> taken) {
        Set<String> names = new LinkedHashSet<>();
        for (IndexKey key : keys) {
            String name = key.column()
                    .orElseGet(() ->
                            key.expression().map(DefaultNames::ofExpression).orElse("expr"));
            String free = name;
            for (int number = 1; !names.add(free); number++) {
                free = name + number;
            }
        }
        String columns = String.join("_", names);
        return free(table, columns, "idx", taken);
    }

    static String sequence(String table, String column, Predicate<String> taken) {
        return free(table, column, "seq", taken);
    }

    private static String free(String first, String second, String label, Predicate<String> taken) {
        for (int pass = 0; ; pass++) {
            String name = join(first, second, pass == 0 ? label : label + pass);
            if (!taken.test(name)) {
                return name;
            }
        }
    }

    /** Cuts the longer of the two names until all fits in 63 bytes. */
    private static String join(String first, String second, String label) {
        String one = first;
        String two = second;
        int overhead = bytes(label) + 1 + (second.isEmpty() ? 0 : 1);
        while (bytes(one) + bytes(two) + overhead > Identifiers.MAX_BYTES) {
            if (bytes(one) > bytes(two)) {
                one = one.substring(0, one.offsetByCodePoints(one.length(), -1));
            } else {
                two = two.substring(0, two.offsetByCodePoints(two.length(), -1));
            }
        }
        return two.isEmpty() ? one + "_" + label : one + "_" + two + "_" + label;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A call is called after its function, what casts a column after the column (FigureIndexColname). */
    private static String ofExpression(Expression expression) {
        String sql = expression.sql().strip();
        while (sql.startsWith("(") && closing(sql, 0) == sql.length() - 1) {
            sql = sql.substring(1, sql.length() - 1).strip();
        }
        Matcher call = CALL.matcher(sql);
        if (call.lookingAt() && closing(sql, call.end() - 1) == sql.length() - 1) {
            return call.group(1).toLowerCase(Locale.ROOT);
        }
        Matcher cast = CAST.matcher(sql);
        return cast.matches() ? cast.group(1).toLowerCase(Locale.ROOT) : "expr";
    }

    /** Where the bracket that opens at {@code open} closes; brackets inside of literals make it unsure, and no call. */
    private static int closing(String sql, int open) {
        int depth = 0;
        for (int i = open; i < sql.length(); i++) {
            depth += sql.charAt(i) == '(' ? 1 : sql.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
