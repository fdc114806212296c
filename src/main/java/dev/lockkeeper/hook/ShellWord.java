package dev.lockkeeper.hook;

import java.util.ArrayList;
import java.util.List;

/** Reads one word of a shell script from a position: quotes removed, substitutions taken out. */
final class ShellWord {
    private final String text;
    private int at;
    private boolean whole = true;
    private boolean wild;
    private final List<String> nested = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    ShellWord(String text, int at) {
        this.text = text;
        this.at = at;
    }

    int end() {
        return at;
    }

    boolean whole() {
        return whole;
    }

    List<String> nested() {
        return nested;
    }

    Word read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || ";&|()<>".indexOf(c) >= 0) {
                break;
            }
            switch (c) {
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> {
                    at++;
                    if (at < text.length()) {
                        word.append(text.charAt(at++));
                    }
                }
                case '$' -> dollar(false);
                case '`' -> backquoted();
                case '*', '?', '[', '{' -> {
                    wild = true;
                    word.append(c);
                    at++;
                }
                default -> {
                    word.append(c);
                    at++;
                }
            }
        }
        return new Word(word.toString(), wild);
    }

    /** The text up to the bracket that closes the one here. */
    String parenthesised() {
        int start = ++at;
        int depth = 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '\'') {
                int end = text.indexOf('\'', at + 1);
                at = end < 0 ? text.length() : end;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return text.substring(start, at++);
            }
            at++;
        }
        at = Math.min(at, text.length());
        whole = false;
        return text.substring(Math.min(start, at), at);
    }

    static List<String> substitutionsIn(String body) {
        ShellWord reader = new ShellWord(body, 0);
        while (reader.at < body.length()) {
            switch (body.charAt(reader.at)) {
                case '\\' -> reader.at += 2;
                case '$' -> reader.dollar(true);
                case '`' -> reader.backquoted();
                default -> reader.at++;
            }
        }
        return reader.nested;
    }

    private void singleQuoted() {
        int end = text.indexOf('\'', at + 1);
        whole &= end >= 0;
        end = end < 0 ? text.length() : end;
        word.append(text, at + 1, end);
        at = Math.min(text.length(), end + 1);
    }

    private void doubleQuoted() {
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && "$`\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                word.append(text.charAt(at + 1));
                at += 2;
            } else if (c == '$') {
                dollar(true);
            } else if (c == '`') {
                backquoted();
            } else {
                word.append(c);
                at++;
            }
        }
        whole &= at < text.length();
        at++;
    }

    private void dollar(boolean quoted) {
        at++;
        char next = at < text.length() ? text.charAt(at) : ' ';
        if (next == '(') {
            nested.add(parenthesised());
            unknown();
        } else if (next == '{') {
            int end = text.indexOf('}', at);
            whole &= end >= 0;
            int stop = end < 0 ? text.length() : end;
            // A default may hold a substitution of its own: ${X:-$(…)}.
            nested.addAll(substitutionsIn(text.substring(at + 1, stop)));
            at = Math.min(text.length(), stop + 1);
            unknown();
        } else if (next == '\'' && !quoted) {
            ansiQuoted();
        } else if (next == '"' && !quoted) {
            doubleQuoted();
        } else if (Character.isLetterOrDigit(next) || next == '_') {
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                at++;
            }
            unknown();
        } else if ("@*#?$!-".indexOf(next) >= 0) {
            at++;
            unknown();
        } else {
            word.append('$');
        }
    }

    /** {@code $'…'}: its escapes can spell any name, so it counts as unknown when it has one. */
    private void ansiQuoted() {
        at++;
        while (at < text.length() && text.charAt(at) != '\'') {
            if (text.charAt(at) == '\\') {
                at += 2;
                unknown();
            } else {
                word.append(text.charAt(at++));
            }
        }
        whole &= at < text.length();
        at++;
    }

    private void backquoted() {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '`') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        whole &= end < text.length();
        int stop = Math.min(end, text.length());
        nested.add(text.substring(Math.min(at + 1, stop), stop).replace("\\`", "`"));
        at = Math.min(text.length(), stop + 1);
        unknown();
    }

    private void unknown() {
        wild = true;
        word.append(Word.UNKNOWN);
    }
}
