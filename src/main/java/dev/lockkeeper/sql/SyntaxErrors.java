package dev.lockkeeper.sql;

import dev.lockkeeper.sql.dml.DialectGuess;
import dev.lockkeeper.sql.grammar.GrammarResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words for text that is not PostgreSQL: where, what the server says, what it probably is, what to do next. */
final class SyntaxErrors {
    private static final int WIDEST_EXCERPT = 120;
    private static final Pattern META_COMMAND = Pattern.compile("(?m)^[ \\t]*+(\\\\[a-zA-Z!?]\\S*)");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{.*?\\}\\}|\\{%.*?%\\}|<%.*?%>|\\$\\{[^}]*\\}");

    private SyntaxErrors() {}

    static ScriptOutcome.Unreadable describe(String name, String text, GrammarResult.SyntaxError error) {
        int offset =
                text.offsetByCodePoints(0, Math.min(error.codePointOffset(), text.codePointCount(0, text.length())));
        Matcher meta = META_COMMAND.matcher(text);
        if (meta.find()) {
            return at(
                    name,
                    text,
                    meta.start(1),
                    "psql meta-command " + meta.group(1) + " is not SQL",
                    "A migration is run without psql: write SQL, or load data with a step of its own.");
        }
        Matcher template = TEMPLATE.matcher(text);
        if (template.find()) {
            return at(
                    name,
                    text,
                    template.start(),
                    "the text still holds a template: " + template.group(),
                    "Let the migration runner print the SQL first and review that.");
        }
        return at(name, text, offset, error.message(), nextStep(text, error.message()));
    }

    private static String nextStep(String text, String message) {
        if (message.startsWith("unterminated dollar-quoted")) {
            return "A dollar quote is opened and never closed with the same tag.";
        }
        if (message.startsWith("unterminated quoted")
                || message.startsWith("unterminated bit")
                || message.startsWith("unterminated hex")) {
            return "A quote is opened and never closed; inside a string a quote is written twice.";
        }
        if (message.startsWith("unterminated /*")) {
            return "A comment is opened with /* and never closed.";
        }
        if (Pattern.compile("(?im)^[ \\t]*+copy\\b.*\\bfrom[ \\t]++stdin")
                .matcher(text)
                .find()) {
            return "COPY … FROM STDIN with data lines is psql's form; load the data with INSERT or outside the migration.";
        }
        return DialectGuess.of(text)
                .map(dialect -> "This reads as " + dialect + "; write it for PostgreSQL.")
                .orElse("Correct the statement; the position is where PostgreSQL's grammar stopped.");
    }

    static ScriptOutcome.Unreadable refused(String name, String text, String reason) {
        int nul = text.indexOf('\0');
        return at(
                name,
                text,
                Math.max(0, nul),
                reason,
                nul >= 0
                        ? "Remove the NUL character; check that the file is text."
                        : "Split the migration, or simplify the statement.");
    }

    static ScriptOutcome.Unreadable at(String name, String text, int offset, String message, String nextStep) {
        return new ScriptOutcome.Unreadable(name, Position.at(text, offset), message, excerpt(text, offset), nextStep);
    }

    /** The line with a caret below; control characters are shown as dots, long lines are cut around the place. */
    private static String excerpt(String text, int offset) {
        int bounded = Math.min(offset, text.length());
        int start = Math.max(
                        text.lastIndexOf('\n', Math.max(0, bounded - 1)),
                        text.lastIndexOf('\r', Math.max(0, bounded - 1)))
                + 1;
        start = Math.min(start, bounded);
        int end = bounded;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        int from = Math.max(start, bounded - WIDEST_EXCERPT / 2);
        int to = Math.min(end, from + WIDEST_EXCERPT);
        String line = text.substring(from, to).replace('\t', ' ').replaceAll("[\\p{Cntrl}\\p{Cf}]", "·");
        int column = text.substring(from, bounded).codePointCount(0, bounded - from);
        return line + "\n" + " ".repeat(column) + "^";
    }
}
