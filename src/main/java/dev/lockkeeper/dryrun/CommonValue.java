package dev.lockkeeper.dryrun;

import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.TypeName;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of production's statistics as SQL: the value itself, or for a shape ({@code <text 4 lower>},
 * {@code <number 3 digits>}: docs/snapshot.md) one of the same length and classes of characters, another for each index.
 */
record CommonValue(String text, int index) {
    private static final Pattern SHAPE = Pattern.compile("<([a-z_][a-z0-9_ ]*)(?: -?\\d+.*)?>");
    private static final Pattern NUMBER = Pattern.compile("<number (-?)(\\d{1,3}) digits>");
    private static final Pattern TEXT = Pattern.compile("<text (\\d{1,5})((?: (?:lower|upper|digits|space|other))*)>");
    private static final int MOST_DIGITS = 18;

    boolean shape() {
        return SHAPE.matcher(text).matches();
    }

    String sql(TypeName type, TypeValues types) {
        if (!shape()) {
            return Identifiers.literal(text) + "::" + cast(type);
        }
        return standIn()
                .map(value -> Identifiers.literal(value) + "::" + cast(type))
                .orElseGet(() -> types.of(type, Integer.toString(index), OptionalInt.empty()));
    }

    /** A serial is no type one can cast to. */
    private static String cast(TypeName type) {
        return type.serial() ? "bigint" : type.sql();
    }

    /** The number that it is, when it is one and no shape of one. */
    Optional<BigDecimal> number() {
        try {
            return shape() || text.length() > 40 ? Optional.empty() : Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<String> standIn() {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            int digits = Math.min(MOST_DIGITS, Integer.parseInt(number.group(2)));
            long least = digits <= 1 ? digits : (long) Math.pow(10, digits - 1);
            long value = digits == 0 ? 0 : least + index % Math.max(1, least * 9);
            return Optional.of(number.group(1) + value);
        }
        Matcher shape = TEXT.matcher(text);
        return shape.matches()
                ? Optional.of(letters(Math.min(10_000, Integer.parseInt(shape.group(1))), shape.group(2)))
                : Optional.empty();
    }

    /** One character of each class that the shape names, then the index spelt in the first class. */
    private String letters(int length, String classes) {
        StringBuilder value = new StringBuilder();
        String alphabet = "x";
        for (String name : classes.strip().split(" ")) {
            String letters = switch (name) {
                case "lower" -> "abcdefghijklmnopqrstuvwxyz";
                case "upper" -> "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
                case "digits" -> "1234567890";
                case "space" -> " ";
                default -> "-";
            };
            value.append(letters.charAt(0));
            if (letters.length() > alphabet.length()) {
                alphabet = letters;
            }
        }
        int rest = index;
        while (value.length() < length) {
            value.insert(value.length() / 2, alphabet.charAt(rest % alphabet.length()));
            rest /= alphabet.length();
        }
        return value.substring(0, length);
    }
}
