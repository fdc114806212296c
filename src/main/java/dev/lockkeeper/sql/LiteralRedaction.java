package dev.lockkeeper.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes every literal and comment out of SQL text that strangers wrote (query statistics, sessions, cron jobs): strings
 * become {@code 'redacted'}, numbers {@code 0}, comments a space; names and parameters stay. Text that ends inside a
 * literal, or that could be read in two ways, loses its rest: better less text than a secret.
 */
public final class LiteralRedaction {
    private static final String STRING = "'redacted'";
    private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][\\w\\x80-\\uFFFF]*)?\\$");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_\\x80-\\uFFFF][\\w$\\x80-\\uFFFF]*");

    private final String sql;
    private final StringBuilder kept = new StringBuilder();
    private int at;

    private LiteralRedaction(String sql) {
        this.sql = sql;
    }

    public static String of(String sql) {
        return new LiteralRedaction(sql).redact();
    }

    private String redact() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'') {
                string(false);
            } else if (c == '"') {
                quotedName();
            } else if (c == '$') {
                dollar();
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
                kept.append(' ');
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else if (Character.isDigit(c)
                    || c == '.' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1))) {
                at = endOfNumber();
                // After a dot the digit would be read as a fraction, as in 1..5 cut in two.
                kept.append(kept.length() > 0 && kept.charAt(kept.length() - 1) == '.' ? " 0" : "0");
            } else if (WORD.matcher(sql).region(at, sql.length()).lookingAt()) {
                word();
            } else {
                kept.append(c);
                at++;
            }
        }
        return kept.toString().strip();
    }

    /** Digits, letters and dots from here on, and a sign behind an exponent's letter; a loop, for no stack is deep enough. */
    private int endOfNumber() {
        int end = at + 1;
        while (end < sql.length() && (numeric(sql.charAt(end)) || sign(end))) {
            end++;
        }
        return end;
    }

    private static boolean numeric(char c) {
        return c == '_' || c == '.' || c < 0x80 && Character.isLetterOrDigit(c);
    }

    private boolean sign(int index) {
        char before = sql.charAt(index - 1);
        return (sql.charAt(index) == '+' || sql.charAt(index) == '-') && (before == 'e' || before == 'E');
    }

    private int end(Pattern pattern) {
        Matcher matcher = pattern.matcher(sql).region(at, sql.length()).useTransparentBounds(true);
        return matcher.lookingAt() ? matcher.end() : at + 1;
    }

    private void word() {
        int end = end(WORD);
        String word = sql.substring(at, end);
        kept.append(word);
        at = end;
        if (word.equalsIgnoreCase("e") && at < sql.length() && sql.charAt(at) == '\'') {
            string(true);
        }
    }

    /** With {@code escapes} a backslash escapes; without, one before the closing quote may or may not, so the rest goes. */
    private void string(boolean escapes) {
        kept.append(STRING);
        for (int i = at + 1; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == '\'') {
                if (i + 1 < sql.length() && sql.charAt(i + 1) == '\'') {
                    i++;
                } else if (!escapes && sql.charAt(i - 1) == '\\') {
                    break;
                } else {
                    at = i + 1;
                    return;
                }
            }
        }
        at = sql.length();
    }

    private void quotedName() {
        for (int i = at + 1; i < sql.length(); i++) {
            if (sql.charAt(i) == '"') {
                if (i + 1 < sql.length() && sql.charAt(i + 1) == '"') {
                    i++;
                } else {
                    kept.append(sql, at, i + 1);
                    at = i + 1;
                    return;
                }
            }
        }
        at = sql.length();
    }

    private void dollar() {
        Matcher quote = DOLLAR_QUOTE.matcher(sql).region(at, sql.length());
        if (quote.lookingAt()) {
            int close = sql.indexOf(quote.group(), quote.end());
            kept.append(STRING);
            at = close < 0 ? sql.length() : close + quote.group().length();
            return;
        }
        kept.append('$');
        for (at++; at < sql.length() && Character.isDigit(sql.charAt(at)); at++) {
            kept.append(sql.charAt(at));
        }
    }

    private void comment() {
        int depth = 0;
        kept.append(' ');
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
    }
}
