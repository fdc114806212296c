package dev.lockkeeper.sql;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A statement's text without what is no SQL in it: comments go, literals become {@code ''}; quoted names keep their
 * letters. For what the typed {@link Statement} does not say; where it says it, ask it.
 */
public final class Words {
    private static final Pattern PIECE = Pattern.compile(
            "(?s)(--[^\n]*|/\\*.*?\\*/)|([eE]?'(?:[^'\\\\]|''|\\\\.)*+'|'(?:[^']|'')*+')|\"((?:[^\"]|\"\")*+)\"");
    private static final Pattern CALL = Pattern.compile("([A-Za-z_][\\w$]*)\\s*\\(");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*+)'");

    private Words() {}

    /** {@code sql} with comments blanked, literals emptied and names unquoted. */
    public static String of(String sql) {
        return PIECE.matcher(sql)
                .replaceAll(piece -> piece.group(1) != null
                        ? " "
                        : piece.group(2) != null ? "''" : Matcher.quoteReplacement(piece.group(3)));
    }

    /** Lower-case names before an opening parenthesis, also in bodies between dollar signs. */
    public static Stream<String> calls(String sql) {
        return CALL.matcher(of(sql)).results().map(call -> call.group(1).toLowerCase(java.util.Locale.ROOT));
    }

    /** Every name as written, quoted ones without their quotes. */
    public static List<String> names(String sql) {
        Stream<String> quoted = PIECE.matcher(sql)
                .results()
                .filter(piece -> piece.group(3) != null)
                .map(piece -> piece.group(3).replace("\"\"", "\""));
        String bare = PIECE.matcher(sql).replaceAll(" ");
        return Stream.concat(quoted, NAME.matcher(bare).results().map(name -> name.group()))
                .distinct()
                .toList();
    }

    /** Whether the literal {@code 'value'} stands in the text, comments apart. */
    public static boolean saysLiteral(String sql, String value) {
        String code = sql.replaceAll("(?s)--[^\n]*|/\\*.*?\\*/", " ");
        return LITERAL.matcher(code)
                .results()
                .anyMatch(literal -> literal.group(1).replace("''", "'").equals(value));
    }
}
