package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes another column's name into the text of an index or CHECK: literals, functions and types of the same name stay.
 * What comes out is parsed again, run in the dry run, and its schema compared.
 */
final class ColumnInText {
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[A-Za-z_\\x{80}-\\x{10ffff}][\\w$\\x{80}-\\x{10ffff}]*");
    private static final Pattern TYPE_BEFORE = Pattern.compile("(?s).*::\\s*([\\w$\"]+\\s*\\.\\s*)?");

    private ColumnInText() {}

    static String replace(String text, String column, String other) {
        return replace(text, name -> name.equals(column) ? Optional.of(Identifiers.quote(other)) : Optional.empty());
    }

    /** The same text with the names of columns in quotes, for a parser that takes some of them for keywords. */
    static String quoted(String text, Table table) {
        return replace(text, name -> table.column(name).map(column -> '"' + name.replace("\"", "\"\"") + '"'));
    }

    /** An expression over the columns of a row as a trigger writes it: {@code NEW.column}. */
    static String ofNewRow(String expression, Table table) {
        return replace(expression, name -> table.column(name).map(column -> "NEW." + Identifiers.quote(name)));
    }

    private static String replace(String text, Function<String, Optional<String>> other) {
        Matcher matcher = TOKEN.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            boolean call = text.substring(matcher.end()).stripLeading().startsWith("(");
            boolean type =
                    TYPE_BEFORE.matcher(text.substring(0, matcher.start())).matches();
            String token = matcher.group();
            String replaced = call || type ? token : other.apply(name(token)).orElse(token);
            matcher.appendReplacement(result, Matcher.quoteReplacement(replaced));
        }
        return matcher.appendTail(result).toString();
    }

    /** What the token names; a literal names nothing. */
    private static String name(String token) {
        return switch (token.charAt(0)) {
            case '\'' -> "";
            case '"' -> token.substring(1, token.length() - 1).replace("\"\"", "\"");
            default -> token.toLowerCase(Locale.ROOT);
        };
    }
}
