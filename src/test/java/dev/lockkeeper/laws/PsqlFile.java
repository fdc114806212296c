package dev.lockkeeper.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is meant for psql, cut the way psql cuts it: a statement ends at a semicolon outside quotes, comments,
 * brackets and BEGIN ATOMIC bodies, or at a {@code \g} command. Lockkeeper refuses such files; this is for the exam only.
 */
final class PsqlFile {
    private static final Pattern SENDS = Pattern.compile(
            "\\\\(?:g|gx|gset|gexec|gdesc|crosstabview|parse|bind|bind_named|close_prepared|watch|sendpipeline)\\b.*");
    private static final Pattern META = Pattern.compile("\\\\[^\\n]*");
    private static final Pattern COPY_IN = Pattern.compile("(?is)\\s*copy\\b.*\\bfrom\\s+stdin\\b.*");
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][\\w\\x80-\\uFFFF]*)?\\$");
    private static final Pattern SQL_LINE = Pattern.compile(
            "(?is)\\s*(?:--.*|\\\\(?!\\.|N).*|(?:copy|select|create|insert|drop|alter|begin|commit|rollback|truncate|set|reset|update|delete|explain|analyze|vacuum|grant|revoke|table|with|do)\\b.*|)");
    private static final Pattern VARIABLE =
            Pattern.compile("(?<![:\\w\"'\\]]):(?:'([A-Za-z_]\\w*)'|\"([A-Za-z_]\\w*)\"|([A-Za-z_]\\w*))");

    private final String text;
    private final List<String> statements = new ArrayList<>();
    private int metaCommands;
    private int dataLines;
    private int at;
    private int brackets;
    private int bodies;
    private final StringBuilder kept = new StringBuilder();

    PsqlFile(String text) {
        this.text = text.replace("\r\n", "\n");
        while (at < this.text.length()) {
            step();
        }
        end("");
    }

    List<String> statements() {
        return statements;
    }

    int metaCommands() {
        return metaCommands;
    }

    int dataLines() {
        return dataLines;
    }

    /** The statement with psql's variables replaced: a string, a quoted name, a name. */
    static String withVariables(String statement) {
        Matcher matcher = VARIABLE.matcher(statement);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(
                found.group(1) != null
                        ? "'" + found.group(1) + "'"
                        : found.group(2) != null ? "\"" + found.group(2) + "\"" : found.group(3)));
    }

    private void step() {
        char c = text.charAt(at);
        if (c == '\'') {
            boolean escapes = at > 0
                    && Character.toLowerCase(text.charAt(at - 1)) == 'e'
                    && (at < 2 || !Character.isLetterOrDigit(text.charAt(at - 2)));
            take(quoted('\'', escapes));
        } else if (c == '"') {
            take(quoted('"', false));
        } else if (text.startsWith("--", at)) {
            take(lineEnd());
        } else if (text.startsWith("/*", at)) {
            take(comment());
        } else if (c == '$' && (at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1)))) {
            Matcher dollar = DOLLAR.matcher(text).region(at, text.length());
            int close = dollar.lookingAt() ? text.indexOf(dollar.group(), dollar.end()) : -1;
            take(
                    !dollar.lookingAt()
                            ? at + 1
                            : close < 0 ? text.length() : close + dollar.group().length());
        } else if (text.startsWith("\\;", at)) {
            kept.append(';');
            at += 2;
        } else if (c == '\\') {
            backslash();
        } else if (c == ';' && brackets <= 0 && bodies == 0) {
            at++;
            end(";");
        } else {
            brackets += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            word(c);
            take(at + 1);
        }
    }

    /** BEGIN ATOMIC … END, with CASE … END inside, as psql counts them. */
    private void word(char c) {
        if (!Character.isLetter(c) || at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1))) {
            return;
        }
        if (text.regionMatches(true, at, "begin atomic", 0, 12)) {
            bodies++;
        } else if (bodies > 0 && text.regionMatches(true, at, "case", 0, 4) && ends(at + 4)) {
            bodies++;
        } else if (bodies > 0 && text.regionMatches(true, at, "end", 0, 3) && ends(at + 3)) {
            bodies--;
        }
    }

    private boolean ends(int index) {
        return index >= text.length() || !Character.isJavaIdentifierPart(text.charAt(index));
    }

    private void take(int to) {
        kept.append(text, at, to);
        at = to;
    }

    private void backslash() {
        Matcher sends = SENDS.matcher(text).region(at, text.length());
        Matcher meta = META.matcher(text).region(at, text.length());
        metaCommands++;
        boolean sent = sends.lookingAt();
        at = meta.lookingAt() ? meta.end() : at + 1;
        if (sent) {
            end("");
        } else {
            kept.append(' ');
        }
    }

    private void end(String semicolon) {
        String statement = kept.toString();
        kept.setLength(0);
        brackets = 0;
        bodies = 0;
        if (!statement
                .replaceAll("(?m)--.*$", "")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .isBlank()) {
            statements.add(statement + semicolon);
        }
        if (COPY_IN.matcher(statement).matches()) {
            data();
        }
    }

    private void data() {
        int line = lineEnd() + 1;
        int close = text.indexOf("\n\\.", line - 1);
        if (line >= text.length() || close < 0) {
            return;
        }
        int next = text.indexOf('\n', line);
        if (!SQL_LINE.matcher(text.substring(line, next < 0 ? text.length() : next))
                .matches()) {
            dataLines += (int) text.substring(line, close + 1).lines().count();
            at = Math.min(text.length(), close + 3);
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private int quoted(char quote, boolean escapes) {
        for (int i = at + 1; i < text.length(); i++) {
            if (escapes && text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i + 1;
            }
        }
        return text.length();
    }

    private int comment() {
        int depth = 0;
        for (int i = at; i < text.length() - 1; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                i++;
                if (--depth == 0) {
                    return i + 1;
                }
            }
        }
        return text.length();
    }
}
