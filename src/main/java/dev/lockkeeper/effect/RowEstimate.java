package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.sql.Expression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows an UPDATE or DELETE changes, as far as its WHERE says so: a unique key compared with literals
 * is few rows; {@code c IS NULL} on a column of this migration is every row; anything else is not known, and
 * judged as many.
 */
final class RowEstimate {
    private static final Pattern DISJUNCTION = Pattern.compile("\\b(or|select|case)\\b");

    private RowEstimate() {}

    static Effect.WritesRows of(Table table, Optional<Expression> where, boolean whole, String command, Situation at) {
        TableSize size = table.created() ? TableSize.CREATED_HERE : at.context().size(table.name());
        if (whole || where.isEmpty() || newColumnsOnly(table, where.get())) {
            return new Effect.WritesRows(table.name(), size.rows(), true, command + " of every row");
        }
        OptionalLong few = keyedRows(table, where.get());
        return new Effect.WritesRows(
                table.name(),
                few,
                false,
                few.isPresent() ? command + " by key" : command + " by a condition whose rows nobody counted");
    }

    /** Every column of the condition was added by this migration: all existing rows look alike to it. */
    private static boolean newColumnsOnly(Table table, Expression where) {
        return !where.columns().isEmpty()
                && where.columns().stream()
                        .allMatch(name -> table.column(name)
                                .map(column -> column.origin() == Origin.CREATED)
                                .orElse(false));
    }

    private static OptionalLong keyedRows(Table table, Expression where) {
        String text = where.sql().toLowerCase(Locale.ROOT).replace("\"", "");
        if (DISJUNCTION.matcher(text.replaceAll("'[^']*'", "''")).find() || where.subquery()) {
            return OptionalLong.empty();
        }
        List<Constraint> keys = table.constraints().stream()
                .filter(constraint -> switch (constraint.kind()) {
                    case PRIMARY_KEY, UNIQUE -> constraint.columns().size() == 1;
                    case CHECK, FOREIGN_KEY, EXCLUDE, NOT_NULL -> false;
                })
                .toList();
        for (Constraint key : keys) {
            String column = Pattern.quote(key.columns().getFirst());
            Matcher equal = Pattern.compile("(?:^|[^\\w.]|\\w\\.)" + column + "\\s*=\\s*('[^']*'|-?\\d+)(?![\\w.(])")
                    .matcher(text);
            if (equal.find()) {
                return OptionalLong.of(1);
            }
            Matcher list = Pattern.compile("(?:^|[^\\w.]|\\w\\.)" + column + "\\s+in\\s*\\(([^()]*)\\)")
                    .matcher(text);
            if (list.find()) {
                return OptionalLong.of(
                        list.group(1).chars().filter(c -> c == ',').count() + 1);
            }
            Matcher range = Pattern.compile(
                            "(?:^|[^\\w.]|\\w\\.)" + column + "\\s+between\\s+(\\d{1,18})\\s+and\\s+(\\d{1,18})\\b")
                    .matcher(text);
            if (range.find()) {
                return OptionalLong.of(
                        Math.max(0, Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1));
            }
        }
        return OptionalLong.empty();
    }
}
