package dev.lockkeeper.sql;

import java.util.List;

/**
 * A data type as written ({@code sql}) and as PostgreSQL names it internally ({@code int8}, {@code varchar},
 * {@code timestamptz}), with type modifiers ({@code numeric(10,2)} has 10 and 2) and array dimensions.
 */
public record TypeName(String sql, String schema, String name, List<Integer> modifiers, int dimensions) {
    public TypeName {
        modifiers = List.copyOf(modifiers);
    }

    /** {@code smallserial}, {@code serial} and {@code bigserial} are not types: they add a sequence and a default. */
    public boolean serial() {
        return schema.isEmpty()
                && switch (name) {
                    case "serial", "serial4", "bigserial", "serial8", "smallserial", "serial2" -> true;
                    default -> false;
                };
    }

    public boolean array() {
        return dimensions > 0;
    }
}
