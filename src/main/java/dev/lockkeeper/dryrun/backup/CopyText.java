package dev.lockkeeper.dryrun.backup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One field of COPY's text format: backslash escapes for control characters, octal and hexadecimal bytes. */
final class CopyText {
    private static final String LETTERS = "bfnrtv";
    private static final String MEANT = "\b\f\n\r\t\u000b";

    private CopyText() {}

    static boolean isNull(byte[] row, int from, int to) {
        return to - from == 2 && row[from] == '\\' && row[from + 1] == 'N';
    }

    /** The value that stands between two tabs. */
    static String value(byte[] row, int from, int to) {
        ByteArrayOutputStream value = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            if (row[i] != '\\' || i + 1 == to) {
                value.write(row[i++]);
                continue;
            }
            char escape = (char) row[i + 1];
            i += 2;
            int letter = LETTERS.indexOf(escape);
            if (letter >= 0) {
                value.write(MEANT.charAt(letter));
            } else if (escape >= '0' && escape <= '7') {
                int octal = escape - '0';
                for (int digits = 1; digits < 3 && i < to && row[i] >= '0' && row[i] <= '7'; digits++) {
                    octal = octal * 8 + (row[i++] - '0');
                }
                value.write(octal);
            } else if (escape == 'x' && i < to && Character.digit(row[i], 16) >= 0) {
                int hex = 0;
                for (int digits = 0; digits < 2 && i < to && Character.digit(row[i], 16) >= 0; digits++) {
                    hex = hex * 16 + Character.digit(row[i++], 16);
                }
                value.write(hex);
            } else {
                value.write(escape);
            }
        }
        return value.toString(StandardCharsets.UTF_8);
    }

    /** The same value as COPY reads it. */
    static byte[] field(String value) {
        StringBuilder field = new StringBuilder();
        value.chars().forEach(c -> {
            int letter = MEANT.indexOf(c);
            if (letter >= 0) {
                field.append('\\').append(LETTERS.charAt(letter));
            } else if (c == '\\') {
                field.append("\\\\");
            } else {
                field.append((char) c);
            }
        });
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }
}
