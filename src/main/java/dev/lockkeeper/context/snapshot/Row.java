package dev.lockkeeper.context.snapshot;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One row of a catalog query by column name; SQL's NULL is an absent value. */
final class Row {
    private final Map<String, Object> values;

    private Row(Map<String, Object> values) {
        this.values = values;
    }

    static Row of(ResultSet result) throws SQLException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            Object value = result.getObject(i);
            if (value instanceof Array array) {
                value = list(array);
            } else if (value instanceof Timestamp time) {
                value = time.toInstant();
            }
            if (value != null) {
                values.put(result.getMetaData().getColumnLabel(i), value);
            }
        }
        return new Row(values);
    }

    private static List<String> list(Array array) throws SQLException {
        return array.getArray() instanceof Object[] objects
                ? Arrays.stream(objects)
                        .map(element -> Objects.toString(element, ""))
                        .toList()
                : new ArrayList<>();
    }

    String text(String column) {
        return find(column).orElse("");
    }

    Optional<String> find(String column) {
        return Optional.ofNullable(values.get(column)).map(String::valueOf);
    }

    /** A number that is not negative: the catalogs say -1 where they do not know. */
    OptionalLong count(String column) {
        OptionalLong number = number(column);
        return number.isPresent() && number.getAsLong() >= 0 ? number : OptionalLong.empty();
    }

    OptionalLong number(String column) {
        return values.get(column) instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    OptionalInt integer(String column) {
        return values.get(column) instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    /** Finite numbers only. */
    OptionalDouble measure(String column) {
        return values.get(column) instanceof Number number && Double.isFinite(number.doubleValue())
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    boolean flag(String column) {
        return Boolean.TRUE.equals(values.get(column));
    }

    Optional<Instant> time(String column) {
        return values.get(column) instanceof Instant time ? Optional.of(time) : Optional.empty();
    }

    List<String> list(String column) {
        return values.get(column) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
