package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.sql.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * How many rows an UPDATE or DELETE changes, as far as its WHERE says so: a unique key compared with literals
 * is few rows; {@code c IS NULL} on a column of this migration is every row; anything else is not known, and
 * judged as many.
 */
final class RowEstimate {
    private static final Pattern DISJUNCTION = Pattern.compile("\\b(or|select|case)\\b");

    /** Comments, dollar quotes and escapes could hide where a literal ends. */
    private static final Pattern UNREADABLE = Pattern.compile("--|/\\*|\\$|\\\\");

    private static final Pattern LITERAL = Pattern.compile("'[^']*'");
    private static final Pattern RANGE = Pattern.compile("between\\s+(\\d{1,18})\\s+and\\s+(\\d{1,18})(?![\\w.])");
    private static final Pattern STRUCTURE = Pattern.compile("[(\\[)\\]]|\\band\\b");
    private static final String CONSTANT = "(?:''|-?\\d+)(?:\\s*::\\s*\\w+)?";

    private RowEstimate() {}

    static Effect.WritesRows of(
            Table table,
            Optional<String> alias,
            Optional<Expression> where,
            boolean whole,
            String command,
            Situation at) {
        TableSize size = table.created() ? TableSize.CREATED_HERE : at.context().size(table.name());
        if (whole || where.isEmpty() || newColumnsOnly(table, where.get())) {
            return new Effect.WritesRows(table.name(), size.rows(), true, command + " of every row");
        }
        OptionalLong few = keyedRows(table, alias, where.get());
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

    /** Rows that the conjuncts of a condition leave: only {@code key = constant} and its like standing alone count. */
    private static OptionalLong keyedRows(Table table, Optional<String> alias, Expression where) {
        String written = where.sql().toLowerCase(Locale.ROOT);
        if (where.subquery() || UNREADABLE.matcher(written).find()) {
            return OptionalLong.empty();
        }
        String text = LITERAL.matcher(written).replaceAll("''").replace("\"", "");
        if (DISJUNCTION.matcher(text).find()) {
            return OptionalLong.empty();
        }
        String owner = alias.map(name -> Pattern.quote(name.toLowerCase(Locale.ROOT)))
                .orElseGet(() -> "(?:" + Pattern.quote(table.name().schema().toLowerCase(Locale.ROOT)) + "\\.)?"
                        + Pattern.quote(table.name().name().toLowerCase(Locale.ROOT)));
        List<String> conjuncts = conjuncts(RANGE.matcher(text).replaceAll("between $1..$2"));
        return table.constraints().stream()
                .filter(RowEstimate::singleColumnKey)
                .map(key -> "(?:" + owner + "\\.)?"
                        + Pattern.quote(key.columns().getFirst().toLowerCase(Locale.ROOT)))
                .flatMapToLong(key -> conjuncts.stream().flatMapToLong(conjunct -> rows(key, conjunct)))
                .min();
    }

    private static boolean singleColumnKey(Constraint constraint) {
        return switch (constraint.kind()) {
            case PRIMARY_KEY, UNIQUE -> constraint.columns().size() == 1;
            case CHECK, FOREIGN_KEY, EXCLUDE, NOT_NULL -> false;
        };
    }

    /** The parts between the ANDs that stand in no parenthesis: below one, NOT or a call may turn the meaning round. */
    private static List<String> conjuncts(String text) {
        List<String> parts = new ArrayList<>();
        Matcher token = STRUCTURE.matcher(text);
        int depth = 0;
        int from = 0;
        while (token.find()) {
            if ("([".contains(token.group())) {
                depth++;
            } else if (")]".contains(token.group())) {
                depth--;
            } else if (depth == 0) {
                parts.add(text.substring(from, token.start()).strip());
                from = token.end();
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }

    private static LongStream rows(String key, String conjunct) {
        if (conjunct.matches(key + "\\s*=\\s*" + CONSTANT)) {
            return LongStream.of(1);
        }
        if (conjunct.matches(key + "\\s+in\\s*\\([^()]*\\)")) {
            return LongStream.of(conjunct.chars().filter(c -> c == ',').count() + 1);
        }
        Matcher range =
                Pattern.compile(key + "\\s+between\\s+(\\d+)\\.\\.(\\d+)").matcher(conjunct);
        return range.matches()
                ? LongStream.of(Math.max(0, Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1))
                : LongStream.empty();
    }
}
