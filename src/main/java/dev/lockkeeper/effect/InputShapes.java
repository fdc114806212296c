package dev.lockkeeper.effect;

import dev.lockkeeper.sql.TypeName;
import java.util.Map;
import java.util.Optional;

/**
 * Before PostgreSQL 16 nothing asks whether a text is valid input without raising: for types whose input is regular a
 * pattern does. Texts of absurd length count as invalid, so that the cast behind the pattern cannot raise.
 */
final class InputShapes {
    private static final String BLANK = "[ \\t\\n\\r\\f\\v]*";
    private static final String DECIMAL = "([0-9]{1,255}(\\.[0-9]{0,255})?|\\.[0-9]{1,255})(e[-+]?[0-9]{1,3})?";
    private static final Map<String, String> RANGES = Map.of(
            "int2", "-32768 AND 32767",
            "int4", "-2147483648 AND 2147483647",
            "int8", "-9223372036854775808 AND 9223372036854775807");

    private InputShapes() {}

    /** The condition under which {@code value}, a text, is not valid input; empty when no pattern says it. */
    static Optional<String> invalid(String value, TypeName to) {
        String text = value + "::text";
        return switch (to.name()) {
            case "int2", "int4", "int8" ->
                Optional.of(guarded(text, "[-+]?[0-9]{1,30}", "::numeric NOT BETWEEN " + RANGES.get(to.name())));
            case "numeric" ->
                to.modifiers().isEmpty()
                        ? Optional.of(text + " !~* " + pattern("([-+]?" + DECIMAL + "|nan)"))
                        : Optional.empty();
            case "bool" ->
                Optional.of(
                        text + " !~* " + pattern("(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)"));
            case "uuid" ->
                Optional.of("(" + text + " !~* '^([0-9a-f]{4}-?){7}[0-9a-f]{4}$' AND " + text
                        + " !~* '^\\{([0-9a-f]{4}-?){7}[0-9a-f]{4}\\}$')");
            default -> Optional.empty();
        };
    }

    /** PostgreSQL evaluates the branches of CASE in order: the cast never sees a text that is no number. */
    private static String guarded(String text, String shape, String range) {
        return "CASE WHEN " + text + " ~ " + pattern(shape) + " THEN " + text + range + " ELSE " + text
                + " IS NOT NULL END";
    }

    private static String pattern(String shape) {
        return "'^" + BLANK + shape + BLANK + "$'";
    }
}
