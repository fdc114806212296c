package dev.lockkeeper.sql;

/** Positions of one text, asked for from front to back: the text is walked once for all of them. */
final class Positions {
    private final String text;
    private int offset;
    private int line = 1;
    private int column = 1;

    Positions(String text) {
        this.text = text;
    }

    /** What {@link Position#at} says of {@code wanted}. */
    Position at(int wanted) {
        int bounded = Math.min(wanted, text.length());
        if (bounded < offset) {
            return Position.at(text, bounded);
        }
        for (; offset < bounded; offset++) {
            char c = text.charAt(offset);
            boolean pair =
                    Character.isLowSurrogate(c) && offset > 0 && Character.isHighSurrogate(text.charAt(offset - 1));
            if (c == '\n' || (c == '\r' && (offset + 1 >= text.length() || text.charAt(offset + 1) != '\n'))) {
                line++;
                column = 1;
            } else if (!pair) {
                column++;
            }
        }
        return new Position(line, column);
    }
}
