package dev.lockkeeper.sql.dml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a query uses: {@code how table.column}, several tables with {@code |} where the text does not say which. */
class QueryReaderTest {
    private record Row(String sql, String uses) {}

    private static final List<Row> TABLE = List.of(
            new Row(
                    "SELECT id, status FROM orders WHERE id = $1",
                    "filters orders.id, returns orders.id, returns orders.status"),
            new Row("SELECT * FROM orders", "returns orders.*"),
            new Row(
                    "SELECT o.* FROM orders o JOIN items i ON i.order_id = o.id",
                    "joins items.order_id, joins orders.id, returns orders.*"),
            new Row("SELECT count(*) FROM orders WHERE total > $1", "filters orders.total"),
            new Row("SELECT count(legacy_code) FROM orders", "returns orders.legacy_code"),
            new Row("SELECT to_jsonb(o) FROM orders o", "returns orders.*, returns orders.o"),
            new Row("SELECT orders FROM orders", "returns orders.*, returns orders.orders"),
            new Row(
                    "SELECT name FROM orders o, customers c WHERE o.customer_id = c.id",
                    "filters customers.id, filters orders.customer_id, returns orders|customers.name"),
            new Row(
                    "SELECT id FROM orders GROUP BY id, region HAVING sum(total) > $1 ORDER BY max(created_at)",
                    "filters orders.total, reads orders.created_at, reads orders.id, reads orders.region, returns orders.id"),
            new Row(
                    "SELECT rank() OVER (PARTITION BY region ORDER BY total) FROM orders",
                    "reads orders.region, reads orders.total"),
            new Row("SELECT count(*) FILTER (WHERE status = $1) FROM orders", "filters orders.status"),
            new Row(
                    "SELECT array_agg(id ORDER BY created_at) FROM orders",
                    "reads orders.created_at, returns orders.id"),
            new Row(
                    "SELECT DISTINCT ON (region) id FROM orders ORDER BY region",
                    "reads orders.region, returns orders.id, returns orders.region"),
            new Row(
                    "SELECT CASE WHEN legacy_code IS NULL THEN $1 ELSE note END FROM orders",
                    "returns orders.legacy_code, returns orders.note"),
            new Row(
                    "SELECT id FROM orders WHERE EXISTS (SELECT $1 FROM items WHERE items.order_id = orders.id AND price > $2)",
                    "filters items.order_id, filters items|orders.price, filters orders.id, returns orders.id"),
            new Row("SELECT x.id FROM (SELECT id, note FROM orders) x", "returns orders.id, returns orders.note"),
            new Row(
                    "WITH x AS (SELECT id FROM orders WHERE old) SELECT * FROM x JOIN items USING (id)",
                    "filters orders.old, joins items.id, returns items.*, returns orders.id"),
            new Row("SELECT id FROM orders UNION ALL SELECT id FROM archive", "returns archive.id, returns orders.id"),
            new Row(
                    "SELECT data ->> $1 FROM events WHERE data @> $2::jsonb",
                    "filters events.data, returns events.data"),
            new Row(
                    "SELECT id FROM app.\"Orders\" WHERE \"Weird Col\" = ANY($1)",
                    "filters app.Orders.Weird Col, returns app.Orders.id"),
            new Row(
                    "SELECT l.note FROM orders o CROSS JOIN LATERAL (SELECT note FROM items WHERE items.order_id = o.id LIMIT $1) l",
                    "filters items.order_id, filters orders.id, returns items|orders.note"),
            new Row(
                    "SELECT id FROM orders NATURAL JOIN items",
                    "joins items.*, joins orders.*, returns orders|items.id"),
            new Row(
                    "SELECT id FROM orders WHERE (a, b) IN (SELECT c, d FROM other)",
                    "filters orders.a, filters orders.b, returns orders.id, returns other|orders.c, returns other|orders.d"),
            new Row(
                    "SELECT id FROM orders WHERE created_at BETWEEN $1 AND $2 AND note ~* $3 FOR UPDATE SKIP LOCKED",
                    "filters orders.created_at, filters orders.note, returns orders.id"),
            new Row("TABLE orders", "returns orders.*"),
            new Row(
                    "UPDATE orders SET total = total + $1, status = $2 WHERE id = $3 RETURNING note",
                    "filters orders.id, reads orders.total, returns orders.note, writes orders.status, writes orders.total"),
            new Row(
                    "UPDATE orders o SET status = c.status FROM customers c WHERE c.id = o.customer_id",
                    "filters customers.id, filters orders.customer_id, reads customers.status, writes orders.status"),
            new Row(
                    "INSERT INTO orders (id, status) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status",
                    "filters orders.id, reads orders.status, writes orders.id, writes orders.status"),
            new Row("INSERT INTO orders SELECT * FROM staging", "returns staging.*, writes orders.*"),
            new Row("INSERT INTO orders VALUES ($1, $2)", "writes orders.*"),
            new Row(
                    "DELETE FROM orders USING customers c WHERE c.id = customer_id AND c.gone",
                    "filters customers.gone, filters customers.id, filters orders|customers.customer_id"),
            new Row(
                    "WITH gone AS (DELETE FROM orders WHERE old RETURNING id) INSERT INTO archive (id) SELECT id FROM gone",
                    "filters orders.old, returns orders.id, writes archive.id"),
            new Row(
                    "MERGE INTO orders o USING feed f ON o.id = f.id WHEN MATCHED THEN UPDATE SET status = f.st WHEN NOT MATCHED THEN INSERT (id) VALUES (f.id)",
                    "joins feed.id, joins orders.id, reads feed.id, reads feed.st, writes orders.id, writes orders.status"),
            new Row("SELECT generate_series($1, $2)", ""),
            new Row("COPY orders (id) FROM STDIN", "not understood"),
            new Row("FETCH $1 FROM cur", "not understood"),
            new Row("SELECT id FROM orders WHERE", "not understood"));

    @TestFactory
    Stream<DynamicTest> table() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(row.sql(), () -> {
                    try (QueryReader reader = new QueryReader()) {
                        assertThat(words(reader.read(row.sql()))).isEqualTo(row.uses());
                    }
                }));
    }

    private static String words(QueryUse use) {
        return switch (use) {
            case QueryUse.NotUnderstood not -> "not understood";
            case QueryUse.Understood understood ->
                understood.columns().stream()
                        .map(column -> column.how().name().toLowerCase(Locale.ROOT) + " "
                                + column.candidates().stream()
                                        .map(QualifiedName::toString)
                                        .collect(Collectors.joining("|"))
                                + "." + column.column())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        };
    }
}
