package dev.lockkeeper.effect;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of {@code lock_timeout} and its like: a bare number is milliseconds; units as in postgresql.conf. */
public final class SettingDuration {
    private static final Pattern VALUE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*(us|ms|s|min|h|d)?");

    private SettingDuration() {}

    /** Milliseconds, rounded; empty when PostgreSQL would not accept the text. */
    public static OptionalLong millis(String text) {
        Matcher matcher = VALUE.matcher(text.strip().replace("'", "").toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        double number = Double.parseDouble(matcher.group(1));
        String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
        double factor = switch (unit) {
            case "us" -> 0.001;
            case "s" -> 1_000;
            case "min" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 1;
        };
        return OptionalLong.of(Math.round(number * factor));
    }
}
