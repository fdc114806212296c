package dev.lockkeeper.sql;

/** A half-open range of UTF-16 positions in the text of one script, from 0. */
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: " + start + ".." + end);
        }
    }

    public String in(String text) {
        return text.substring(start, end);
    }
}
