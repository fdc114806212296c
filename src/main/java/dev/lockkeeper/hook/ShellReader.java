package dev.lockkeeper.hook;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of a shell script → its simple commands (POSIX XCU 2.3 to 2.10, with what bash adds). It does not run or
 * expand anything: what only the shell can know becomes {@link Word#UNKNOWN}.
 */
final class ShellReader {
    private final String text;
    private int at;
    private boolean whole = true;
    private final List<ShellCommand> commands = new ArrayList<>();
    private final List<String> nested = new ArrayList<>();

    private List<Word> words = new ArrayList<>();
    private List<Word> writes = new ArrayList<>();
    private List<Word> reads = new ArrayList<>();
    private final StringBuilder input = new StringBuilder();
    private boolean fed;
    /** Here-documents whose bodies start after the line, each for the command that opened it. */
    private final List<Pending> pending = new ArrayList<>();

    private record Pending(String end, boolean tabs, boolean expands, int command) {}

    private ShellReader(String text) {
        // A backslash before a line's end joins the lines before anything else is read.
        this.text = text.replace("\r\n", "\n").replace("\\\n", "");
    }

    static ShellScript read(String text) {
        ShellReader reader = new ShellReader(text);
        reader.run();
        return new ShellScript(reader.commands, reader.nested, reader.whole);
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                finish(false);
                hereDocuments();
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("&>", at)) {
                at += text.startsWith("&>>", at) ? 3 : 2;
                redirect(writes);
            } else if (c == ';' || c == '&') {
                at++;
                finish(false);
            } else if (c == '|') {
                at += text.startsWith("||", at) || text.startsWith("|&", at) ? 2 : 1;
                finish(!text.startsWith("||", at - 2));
            } else if ((c == '<' || c == '>') && at + 1 < text.length() && text.charAt(at + 1) == '(') {
                at++;
                substitution();
                words.add(new Word(String.valueOf(Word.UNKNOWN), true));
            } else if (c == '(' || c == ')') {
                at++;
                finish(false);
            } else if (c == '<' || c == '>' || isNumberedRedirect()) {
                redirection();
            } else {
                word();
            }
        }
        finish(false);
        whole &= pending.isEmpty();
    }

    private boolean isNumberedRedirect() {
        int i = at;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
            i++;
        }
        return i > at && i < text.length() && (text.charAt(i) == '<' || text.charAt(i) == '>');
    }

    private void redirection() {
        while (Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (text.startsWith("<<<", at)) {
            at += 3;
            List<Word> string = new ArrayList<>();
            redirect(string);
            string.forEach(word -> input.append(word.text()).append('\n'));
        } else if (text.startsWith("<<", at)) {
            at += 2;
            boolean tabs = at < text.length() && text.charAt(at) == '-';
            at += tabs ? 1 : 0;
            blanks();
            int start = at;
            List<Word> delimiter = new ArrayList<>();
            redirect(delimiter);
            String spelt = text.substring(start, at);
            boolean quoted = spelt.indexOf('\'') >= 0 || spelt.indexOf('"') >= 0 || spelt.indexOf('\\') >= 0;
            pending.add(new Pending(
                    delimiter.isEmpty() ? "" : delimiter.getFirst().text(), tabs, !quoted, commands.size()));
        } else if (text.startsWith("<>", at)) {
            at += 2;
            redirect(writes);
        } else if (text.charAt(at) == '<') {
            at += text.startsWith("<&", at) ? 2 : 1;
            redirect(reads);
        } else {
            at += text.startsWith(">>", at) || text.startsWith(">|", at) || text.startsWith(">&", at) ? 2 : 1;
            redirect(writes);
        }
    }

    private void redirect(List<Word> to) {
        blanks();
        int before = words.size();
        if (at < text.length() && "\n;&|()<>".indexOf(text.charAt(at)) < 0) {
            word();
        }
        while (words.size() > before) {
            to.add(words.remove(before));
        }
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private void word() {
        ShellWord reader = new ShellWord(text, at);
        words.add(reader.read());
        at = reader.end();
        whole &= reader.whole();
        nested.addAll(reader.nested());
    }

    private void substitution() {
        ShellWord reader = new ShellWord(text, at);
        nested.add(reader.parenthesised());
        at = reader.end();
        whole &= reader.whole();
        nested.addAll(reader.nested());
    }

    private void finish(boolean pipe) {
        boolean any = !words.isEmpty() || !writes.isEmpty() || !reads.isEmpty() || !input.isEmpty();
        boolean waiting = pending.stream().anyMatch(each -> each.command() == commands.size());
        if (any || waiting) {
            commands.add(new ShellCommand(words, writes, reads, input.toString(), fed));
            words = new ArrayList<>();
            writes = new ArrayList<>();
            reads = new ArrayList<>();
            input.setLength(0);
            fed = pipe;
        } else {
            // After "sh -c … | (" the group is fed.
            fed |= pipe;
        }
    }

    private void hereDocuments() {
        for (Pending each : List.copyOf(pending)) {
            StringBuilder body = new StringBuilder();
            boolean ended = false;
            while (at < text.length() && !ended) {
                int newline = text.indexOf('\n', at);
                String line = text.substring(at, newline < 0 ? text.length() : newline);
                at = newline < 0 ? text.length() : newline + 1;
                ended = (each.tabs() ? line.replaceFirst("^\\t+", "") : line).equals(each.end());
                if (!ended) {
                    body.append(line).append('\n');
                }
            }
            pending.remove(each);
            if (each.expands()) {
                nested.addAll(ShellWord.substitutionsIn(body.toString()));
            }
            ShellCommand opened = commands.get(each.command());
            commands.set(
                    each.command(),
                    new ShellCommand(
                            opened.words(), opened.writes(), opened.reads(), opened.input() + body, opened.fed()));
        }
    }
}
