package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Conditions over a primary key of one or more columns, whose bounds are kept as text arrays in PL/pgSQL variables. */
record KeyRange(List<String> columns, List<String> types, String qualifier) {

    static KeyRange of(Table table, List<String> key, String qualifier) {
        List<String> types = key.stream()
                .map(column -> table.column(column).orElseThrow().type().sql())
                .map(KeyRange::plain)
                .toList();
        return new KeyRange(key.stream().map(Identifiers::quote).toList(), types, qualifier);
    }

    private static String plain(String type) {
        return switch (type.toLowerCase(java.util.Locale.ROOT)) {
            case "bigserial", "serial8" -> "bigint";
            case "serial", "serial4" -> "integer";
            case "smallserial", "serial2" -> "smallint";
            default -> type;
        };
    }

    String order() {
        return String.join(", ", columns);
    }

    String asArray() {
        return columns.stream().map(column -> column + "::text").collect(Collectors.joining(", ", "ARRAY[", "]"));
    }

    String from(String variable) {
        return compare(column -> column, ">=", variable);
    }

    String qualifiedFrom(String variable) {
        return compare(column -> qualifier + "." + column, ">=", variable);
    }

    String qualifiedBelow(String variable) {
        return compare(column -> qualifier + "." + column, "<", variable);
    }

    private String compare(Function<String, String> name, String operator, String variable) {
        String bounds = IntStream.range(0, columns.size())
                .mapToObj(i -> variable + "[" + (i + 1) + "]::" + types.get(i))
                .collect(Collectors.joining(", "));
        String names = columns.stream().map(name).collect(Collectors.joining(", "));
        return columns.size() == 1
                ? names + " " + operator + " " + bounds
                : "(" + names + ") " + operator + " (" + bounds + ")";
    }
}
