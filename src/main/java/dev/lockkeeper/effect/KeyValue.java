package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.sql.Literal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * A constant as a value of a partition key, for the types whose order and equality are the same here as on the server:
 * whole numbers, dates, timestamps (with an offset of their own), and text without a collation, which is only equal or not.
 */
record KeyValue(Comparable<?> value, boolean ordered) {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd[ HH:mm:ss][.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]");

    static Optional<KeyValue> of(Literal literal, Column column) {
        String type = column.type().name();
        boolean simple = column.type().schema().isEmpty()
                && column.type().dimensions() == 0
                && column.type().modifiers().isEmpty()
                && column.collation().isEmpty();
        boolean same = literal.type()
                .map(cast -> cast.equals(type) || INTEGERS.contains(cast) && INTEGERS.contains(type))
                .orElse(true);
        if (!simple || !same) {
            return Optional.empty();
        }
        try {
            return switch (type) {
                case "int2", "int4", "int8" ->
                    literal.text().matches("-?\\d{1,18}")
                            ? Optional.of(new KeyValue(new BigInteger(literal.text()), true))
                            : Optional.empty();
                case "date" ->
                    literal.quoted()
                            ? Optional.of(new KeyValue(LocalDate.parse(literal.text()), true))
                            : Optional.empty();
                case "timestamp" -> literal.quoted() ? timestamp(literal.text()) : Optional.empty();
                case "timestamptz" -> literal.quoted() ? instant(literal.text()) : Optional.empty();
                case "text" -> literal.quoted() ? Optional.of(new KeyValue(literal.text(), false)) : Optional.empty();
                default -> Optional.empty();
            };
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<KeyValue> timestamp(String text) {
        return Optional.of(new KeyValue(
                text.length() == 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text, TIMESTAMP),
                true));
    }

    /** {@code 2025-06-01 00:00:00+00}, as pg_dump writes it. */
    private static Optional<KeyValue> instant(String text) {
        return text.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?[+-]\\d\\d(:\\d\\d)?")
                ? Optional.of(new KeyValue(
                        OffsetDateTime.parse(text.replace(' ', 'T') + (text.matches(".*[+-]\\d\\d") ? ":00" : ""))
                                .toInstant(),
                        true))
                : Optional.empty();
    }

    /** Less than, equal to or greater than zero; both are values of one column. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    int compareTo(KeyValue other) {
        return ((Comparable) value).compareTo(other.value);
    }
}
