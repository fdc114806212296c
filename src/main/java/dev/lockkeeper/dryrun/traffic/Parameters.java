package dev.lockkeeper.dryrun.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The places {@code $1}, {@code $2}, … of a normalised statement, and to which column each is compared or assigned, as
 * far as the text beside it says so.
 */
final class Parameters {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\w$]++)";
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|--[^\n]*+|/\\*.*?\\*/|\\$(\\d{1,4})", Pattern.DOTALL);
    private static final Pattern COLUMN_BEFORE = Pattern.compile(
            "(?is)(" + NAME
                    + ")\\s*(?:=|<>|!=|<=|>=|<|>|\\bNOT\\s+IN\\s*\\(|\\bIN\\s*\\(|\\bNOT\\s+LIKE\\b|\\bI?LIKE\\b|=\\s*ANY\\s*\\(|\\bBETWEEN\\b)\\s*$");
    private static final Pattern LIST_BEFORE = Pattern.compile("(?is)\\$\\d+\\s*,\\s*$|\\$\\d+\\s+AND\\s*$");
    private static final int LOOK_BACK = 200;

    private Parameters() {}

    /** A place: its number, where it stands, and the column it belongs to. */
    record Place(int number, int start, int end, Optional<String> column) {}

    static List<Place> in(String sql) {
        List<Place> places = new ArrayList<>();
        Matcher token = TOKEN.matcher(sql);
        while (token.find()) {
            if (token.group(1) != null) {
                places.add(new Place(
                        Integer.parseInt(token.group(1)),
                        token.start(),
                        token.end(),
                        column(sql.substring(Math.max(0, token.start() - LOOK_BACK), token.start()), places)));
            }
        }
        return places;
    }

    private static Optional<String> column(String before, List<Place> earlier) {
        Matcher named = COLUMN_BEFORE.matcher(before);
        if (named.find()) {
            return Optional.of(unquoted(named.group(1)));
        }
        return LIST_BEFORE.matcher(before).find() && !earlier.isEmpty()
                ? earlier.getLast().column()
                : Optional.empty();
    }

    private static String unquoted(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(java.util.Locale.ROOT);
    }

    /** For {@code INSERT … VALUES (…)}: what stands at each position of the first row, and where. */
    static List<int[]> firstRow(String sql) {
        Matcher values = Pattern.compile("(?i)\\bVALUES\\s*\\(").matcher(sql);
        if (!values.find()) {
            return List.of();
        }
        List<int[]> items = new ArrayList<>();
        int depth = 0;
        int from = values.end();
        for (int i = values.end(); i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '(' || c == '[') {
                depth++;
            } else if ((c == ')' || c == ']') && depth > 0) {
                depth--;
            } else if (depth == 0 && (c == ',' || c == ')')) {
                items.add(new int[] {from, i});
                from = i + 1;
                if (c == ')') {
                    return items;
                }
            }
        }
        return List.of();
    }
}
