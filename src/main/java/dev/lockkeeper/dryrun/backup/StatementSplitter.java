package dev.lockkeeper.dryrun.backup;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts lines of a script into statements where psql does: at a semicolon outside of quotes, comments, brackets and the
 * body of a SQL-standard function (BEGIN ATOMIC … END). A backslash outside of quotes is a command to psql, never run.
 */
final class StatementSplitter {
    private static final int MOST_STATEMENT = 16 << 20;
    private static final Set<String> ROUTINES = Set.of("function", "procedure");

    private enum In {
        TEXT,
        STRING,
        ESCAPE_STRING,
        NAME,
        DOLLAR,
        COMMENT
    }

    private final StringBuilder statement = new StringBuilder();
    private In in = In.TEXT;
    private String tag = "";
    private int brackets;
    private int comments;
    private int words;
    private int bodies;
    private boolean create;
    private boolean routine;

    /** Whether a statement has begun and not ended. */
    boolean open() {
        return in != In.TEXT || !statement.isEmpty();
    }

    /** Takes one line without its end; whole statements are added to {@code done}. */
    void line(String line, List<String> done) throws BackupException {
        if (!open() && line.stripLeading().startsWith("--")) {
            return;
        }
        int i = 0;
        while (i < line.length()) {
            i = switch (in) {
                case TEXT -> text(line, i, done);
                case STRING -> quoted(line, i, '\'', false);
                case ESCAPE_STRING -> quoted(line, i, '\'', true);
                case NAME -> quoted(line, i, '"', false);
                case DOLLAR -> dollar(line, i);
                case COMMENT -> comment(line, i);
            };
        }
        if (open()) {
            statement.append('\n');
        }
        if (statement.length() > MOST_STATEMENT) {
            throw new BackupException(
                    "the dump holds a statement of more than 16 MiB", "Dump rows with COPY (not --inserts).");
        }
    }

    private int text(String line, int i, List<String> done) throws BackupException {
        char c = line.charAt(i);
        if (c == '\\') {
            throw new BackupException(
                    "the dump holds a command to psql (" + cut(line.substring(i)) + "), which is not run",
                    "Dump one database with pg_dump, without --create.");
        }
        if (statement.isEmpty() && Character.isWhitespace(c)) {
            return i + 1;
        }
        if (line.startsWith("--", i)) {
            return line.length();
        }
        if (line.startsWith("/*", i)) {
            in = In.COMMENT;
            comments = 0;
            return i;
        }
        if (c == '$') {
            int end = line.indexOf('$', i + 1);
            if (end > 0 && line.substring(i + 1, end).matches("(?:[\\p{L}_][\\p{L}\\p{N}_]*)?")) {
                in = In.DOLLAR;
                tag = line.substring(i, end + 1);
                statement.append(tag);
                return end + 1;
            }
        }
        if (Character.isLetter(c) || c == '_') {
            return word(line, i);
        }
        statement.append(c);
        switch (c) {
            case '\'' -> in = In.STRING;
            case '"' -> in = In.NAME;
            case '(' -> brackets++;
            case ')' -> brackets--;
            case ';' -> end(done);
            default -> {}
        }
        return i + 1;
    }

    private int word(String line, int i) {
        int end = i;
        while (end < line.length()
                && (Character.isLetterOrDigit(line.charAt(end)) || "_$".indexOf(line.charAt(end)) >= 0)) {
            end++;
        }
        String word = line.substring(i, end).toLowerCase(Locale.ROOT);
        if (word.equals("e") && end < line.length() && line.charAt(end) == '\'') {
            statement.append(line, i, end + 1);
            in = In.ESCAPE_STRING;
            return end + 1;
        }
        words++;
        create |= words == 1 && word.equals("create");
        routine |= create && words <= 4 && ROUTINES.contains(word);
        if (routine && brackets == 0) {
            switch (word) {
                case "begin" -> bodies++;
                case "case" -> bodies += bodies > 0 ? 1 : 0;
                case "end" -> bodies -= bodies > 0 ? 1 : 0;
                default -> {}
            }
        }
        statement.append(line, i, end);
        return end;
    }

    private void end(List<String> done) {
        if (brackets > 0 || bodies > 0) {
            return;
        }
        if (statement.length() > 1) {
            done.add(statement.toString());
        }
        statement.setLength(0);
        brackets = 0;
        words = 0;
        bodies = 0;
        create = false;
        routine = false;
    }

    private int quoted(String line, int i, char quote, boolean escapes) {
        char c = line.charAt(i);
        statement.append(c);
        if (escapes && c == '\\' && i + 1 < line.length()) {
            statement.append(line.charAt(i + 1));
            return i + 2;
        }
        if (c == quote) {
            // A doubled quote closes and opens again: the same.
            in = In.TEXT;
            if (i + 1 < line.length() && line.charAt(i + 1) == quote) {
                statement.append(quote);
                in = escapes ? In.ESCAPE_STRING : quote == '"' ? In.NAME : In.STRING;
                return i + 2;
            }
        }
        return i + 1;
    }

    private int dollar(String line, int i) {
        int end = line.indexOf(tag, i);
        if (end < 0) {
            statement.append(line, i, line.length());
            return line.length();
        }
        statement.append(line, i, end + tag.length());
        in = In.TEXT;
        return end + tag.length();
    }

    /** Comments in brackets nest, and are left out of the statement. */
    private int comment(String line, int i) {
        if (line.startsWith("/*", i)) {
            comments++;
            return i + 2;
        }
        if (line.startsWith("*/", i)) {
            comments--;
            if (comments == 0) {
                in = In.TEXT;
                statement.append(statement.isEmpty() ? "" : " ");
            }
            return i + 2;
        }
        return i + 1;
    }

    private static String cut(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
