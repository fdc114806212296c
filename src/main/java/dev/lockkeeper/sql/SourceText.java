package dev.lockkeeper.sql;

import dev.lockkeeper.sql.grammar.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The text of a script with its tokens, all positions in UTF-16: the grammar counts UTF-8 bytes, Java does not.
 * Cuts the exact text of clauses, whose ends the syntax tree does not say.
 */
final class SourceText {
    private final String text;
    private final int[] charOfByte;
    private final List<Piece> pieces;

    /** A token that is no comment. */
    record Piece(int start, int end, String text) {
        boolean is(String keyword) {
            return text.equalsIgnoreCase(keyword);
        }
    }

    SourceText(String text, List<Token> tokens) {
        this.text = text;
        this.charOfByte = charOfByte(text);
        this.pieces = tokens.stream()
                .filter(token -> !token.comment())
                .map(token -> new Piece(
                        at(token.start()), at(token.end()), text.substring(at(token.start()), at(token.end()))))
                .toList();
    }

    private static int[] charOfByte(String text) {
        int[] map = new int[text.getBytes(StandardCharsets.UTF_8).length + 1];
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int width = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            for (int b = 0; b < width; b++) {
                map[bytes + b] = i;
            }
            bytes += width;
            i += Character.charCount(codePoint);
        }
        map[bytes] = text.length();
        return map;
    }

    /** UTF-16 index of a UTF-8 byte offset. */
    int at(int byteOffset) {
        return charOfByte[Math.clamp(byteOffset, 0, charOfByte.length - 1)];
    }

    String text() {
        return text;
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** The tokens that start in this range: a script of ten thousand statements is not walked for each of them. */
    private List<Piece> between(int start, int limit) {
        int from = firstAtOrAfter(start);
        return pieces.subList(from, Math.max(from, firstAtOrAfter(limit)));
    }

    private int firstAtOrAfter(int position) {
        int low = 0;
        int high = pieces.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces.get(middle).start < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The statement between two byte offsets, from its first to its last token, without the semicolon. */
    Span statement(int fromByte, int toByte) {
        int from = at(fromByte);
        int to = at(toByte);
        int start = to;
        int end = from;
        for (Piece piece : between(from, to)) {
            if (piece.end <= to && !piece.text.equals(";")) {
                start = Math.min(start, piece.start);
                end = Math.max(end, piece.end);
            }
        }
        return start < end ? new Span(start, end) : new Span(from, Math.max(from, to));
    }

    /** From {@code start} to the comma or closing bracket that ends this element of a list, at most to {@code limit}. */
    Span element(int start, int limit) {
        int depth = 0;
        int end = start;
        for (Piece piece : between(start, limit)) {
            if (opens(piece)) {
                depth++;
            } else if (closes(piece)) {
                if (depth == 0) {
                    break;
                }
                depth--;
            } else if (depth == 0 && (piece.text.equals(",") || piece.text.equals(";"))) {
                break;
            }
            end = piece.end;
        }
        return new Span(start, Math.max(start, end));
    }

    /** The last token that ends at or before {@code limit} and starts at or after {@code start}; trims trailing blanks. */
    Span trimmed(int start, int limit) {
        int first = -1;
        int end = start;
        for (Piece piece : between(start, limit)) {
            if (piece.end <= limit) {
                first = first < 0 ? piece.start : first;
                end = piece.end;
            }
        }
        return first < 0 ? new Span(start, start) : new Span(first, end);
    }

    /** The next keyword at the bracket depth of {@code start}, or -1. */
    int keyword(String word, int start, int limit) {
        int depth = 0;
        for (Piece piece : between(start, limit)) {
            if (opens(piece)) {
                depth++;
            } else if (closes(piece)) {
                depth--;
            } else if (depth == 0 && piece.is(word)) {
                return piece.start;
            }
        }
        return -1;
    }

    /** The text inside the first bracket pair at or after {@code start}. */
    Span bracketed(int start, int limit) {
        int depth = 0;
        int from = -1;
        for (Piece piece : between(start, limit)) {
            if (piece.text.equals("(")) {
                if (depth++ == 0 && from < 0) {
                    from = piece.end;
                }
            } else if (piece.text.equals(")") && --depth == 0 && from >= 0) {
                return trimmed(from, piece.start);
            }
        }
        return new Span(start, start);
    }

    /** End of the first bracket pair at or after {@code start}; {@code limit} without one. */
    int closing(int start, int limit) {
        int depth = 0;
        for (Piece piece : between(start, limit)) {
            if (piece.text.equals("(")) {
                depth++;
            } else if (piece.text.equals(")") && --depth == 0) {
                return piece.end;
            }
        }
        return limit;
    }

    /** End of the token that starts at {@code start}. */
    int tokenEnd(int start) {
        return between(start, start + 1).stream().findFirst().map(Piece::end).orElse(start);
    }

    String lower(Span span) {
        return span.in(text).toLowerCase(Locale.ROOT);
    }

    private static boolean opens(Piece piece) {
        return piece.text.equals("(") || piece.text.equals("[");
    }

    private static boolean closes(Piece piece) {
        return piece.text.equals(")") || piece.text.equals("]");
    }
}
