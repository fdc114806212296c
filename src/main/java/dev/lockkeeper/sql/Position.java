package dev.lockkeeper.sql;

/** A place in a file as editors show it: line and column from 1, the column counted in code points. */
public record Position(int line, int column) {
    /** Where UTF-16 offset {@code offset} of {@code text} lies; CRLF counts as one line end. */
    public static Position at(String text, int offset) {
        int line = 1;
        int lineStart = 0;
        int bounded = Math.min(offset, text.length());
        for (int i = 0; i < bounded; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n'))) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(line, text.codePointCount(lineStart, bounded) + 1);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
