package dev.lockkeeper.dryrun.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Normalised statements and the columns their parameters belong to; {@code ?} where the text does not say it. */
class ParametersTest {
    private static final Map<String, String> ROWS = Map.ofEntries(
            Map.entry("SELECT * FROM orders WHERE id = $1", "id"),
            Map.entry("SELECT * FROM orders o WHERE o.\"Two Words\" <> $1", "Two Words"),
            Map.entry("SELECT * FROM t WHERE a IN ($1, $2) AND b >= $3 LIMIT $4", "a,a,b,?"),
            Map.entry("SELECT * FROM t WHERE Created_At BETWEEN $1 AND $2", "created_at,created_at"),
            Map.entry("SELECT * FROM t WHERE name LIKE $1 OR id = ANY ($2)", "name,id"),
            Map.entry("UPDATE t SET a = $1, b = $2 WHERE id = $3", "a,b,id"),
            Map.entry("SELECT '$1', \"$2\" FROM t WHERE a = $3 -- $4", "a"),
            Map.entry("SELECT f($1) FROM t", "?"),
            Map.entry("SELECT 1", ""));

    @TestFactory
    Stream<DynamicTest> columns() {
        return ROWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(),
                        () -> assertThat(Parameters.in(row.getKey()).stream()
                                        .map(place -> place.column().orElse("?"))
                                        .collect(Collectors.joining(",")))
                                .isEqualTo(row.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> itemsOfTheFirstRow() {
        return Stream.of(
                        Map.entry("INSERT INTO t VALUES ($1, f($2, 'a'), $3)", List.of("$1", "f($2, 'a')", "$3")),
                        Map.entry("INSERT INTO t (a) VALUES ($1), ($2)", List.of("$1")),
                        Map.entry("INSERT INTO t SELECT $1", List.<String>of()))
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(),
                        () -> assertThat(Parameters.firstRow(row.getKey()).stream()
                                        .map(item -> row.getKey()
                                                .substring(item[0], item[1])
                                                .strip())
                                        .toList())
                                .isEqualTo(row.getValue())));
    }
}
