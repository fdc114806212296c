package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table a DBA can check by hand: statement, strongest lock per relation, rewrite, full scan; on real servers. */
class ObservedEffectsTest {
    private record Row(int from, String sql, String locks, boolean rewrite, boolean scan) {}

    private static final List<Row> TABLE = List.of(
            new Row(12, "ALTER TABLE orders ADD COLUMN c int", "orders ACCESS EXCLUSIVE", false, false),
            new Row(
                    12,
                    "ALTER TABLE orders ADD COLUMN c text DEFAULT 'x' NOT NULL",
                    "orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "ALTER TABLE orders ADD COLUMN c timestamptz DEFAULT now()",
                    "orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "ALTER TABLE orders ADD COLUMN c timestamptz DEFAULT clock_timestamp()",
                    "orders ACCESS EXCLUSIVE",
                    true,
                    true),
            new Row(12, "ALTER TABLE orders ADD COLUMN c bigserial", "orders ACCESS EXCLUSIVE", true, true),
            new Row(
                    12,
                    "ALTER TABLE orders ADD COLUMN c int GENERATED ALWAYS AS (qty + 1) STORED",
                    "orders ACCESS EXCLUSIVE",
                    true,
                    true),
            new Row(
                    18,
                    "ALTER TABLE orders ADD COLUMN c int GENERATED ALWAYS AS (qty + 1) VIRTUAL",
                    "orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "ALTER TABLE orders ADD COLUMN c bigint REFERENCES customers",
                    "customers SHARE ROW EXCLUSIVE, orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(12, "ALTER TABLE orders DROP COLUMN note", "orders ACCESS EXCLUSIVE", false, false),
            new Row(12, "ALTER TABLE orders ALTER COLUMN id SET NOT NULL", "orders ACCESS EXCLUSIVE", false, false),
            new Row(12, "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL", "orders ACCESS EXCLUSIVE", false, true),
            new Row(12, "ALTER TABLE orders ADD CHECK (qty > 0)", "orders ACCESS EXCLUSIVE", false, true),
            new Row(12, "ALTER TABLE orders ADD CHECK (qty > 0) NOT VALID", "orders ACCESS EXCLUSIVE", false, false),
            new Row(
                    12,
                    "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers",
                    "customers SHARE ROW EXCLUSIVE, orders SHARE ROW EXCLUSIVE",
                    false,
                    true),
            new Row(
                    12,
                    "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID",
                    "customers SHARE ROW EXCLUSIVE, orders SHARE ROW EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "ALTER TABLE items DROP CONSTRAINT items_order_id_fkey",
                    "items ACCESS EXCLUSIVE, orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(12, "ALTER TABLE orders ADD UNIQUE (id, note)", "orders ACCESS EXCLUSIVE", false, true),
            new Row(
                    12,
                    "ALTER TABLE orders ALTER COLUMN note TYPE varchar(100)",
                    "orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(12, "ALTER TABLE orders ALTER COLUMN note TYPE text", "orders ACCESS EXCLUSIVE", false, false),
            new Row(12, "ALTER TABLE orders ALTER COLUMN note TYPE varchar(40)", "orders ACCESS EXCLUSIVE", true, true),
            new Row(12, "ALTER TABLE orders ALTER COLUMN qty TYPE bigint", "orders ACCESS EXCLUSIVE", true, true),
            new Row(
                    12,
                    "ALTER TABLE orders ALTER COLUMN amount TYPE numeric(14,2)",
                    "orders ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "ALTER TABLE orders ALTER COLUMN amount TYPE numeric(14,4)",
                    "orders ACCESS EXCLUSIVE",
                    true,
                    true),
            new Row(12, "ALTER TABLE orders ALTER COLUMN at TYPE timestamptz", "orders ACCESS EXCLUSIVE", false, false),
            new Row(12, "ALTER TABLE orders RENAME COLUMN note TO n", "orders ACCESS EXCLUSIVE", false, false),
            new Row(12, "ALTER TABLE orders SET (fillfactor = 70)", "orders SHARE UPDATE EXCLUSIVE", false, false),
            new Row(
                    12,
                    "ALTER TABLE orders ALTER COLUMN note SET STATISTICS 500",
                    "orders SHARE UPDATE EXCLUSIVE",
                    false,
                    false),
            new Row(12, "COMMENT ON COLUMN orders.note IS 'x'", "orders SHARE UPDATE EXCLUSIVE", false, false),
            new Row(12, "CREATE INDEX ON orders (note)", "orders SHARE", false, true),
            new Row(
                    12,
                    "DROP INDEX orders_status_idx",
                    "orders ACCESS EXCLUSIVE, orders_status_idx ACCESS EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "ALTER INDEX orders_status_idx RENAME TO x",
                    "orders_status_idx SHARE UPDATE EXCLUSIVE",
                    false,
                    false),
            new Row(
                    12,
                    "REINDEX INDEX orders_status_idx",
                    "orders SHARE, orders_status_idx ACCESS EXCLUSIVE",
                    false,
                    true),
            new Row(12, "DROP TABLE items", "items ACCESS EXCLUSIVE, orders ACCESS EXCLUSIVE", false, false),
            new Row(12, "TRUNCATE items", "items ACCESS EXCLUSIVE", false, false),
            new Row(
                    12,
                    "CREATE TABLE n (id int, o bigint REFERENCES orders)",
                    "orders SHARE ROW EXCLUSIVE",
                    false,
                    false),
            new Row(12, "CREATE VIEW v AS SELECT * FROM orders", "orders ACCESS SHARE", false, false),
            new Row(12, "UPDATE orders SET qty = 1", "orders ROW EXCLUSIVE", false, true),
            new Row(12, "LOCK TABLE orders IN SHARE MODE", "orders SHARE", false, false));

    @TestFactory
    Stream<DynamicNode> predictedIsObserved() {
        return Bench.majors().stream()
                .map(major -> DynamicContainer.dynamicContainer("PostgreSQL " + major, rows(major)));
    }

    /** One server for all rows: each statement runs in a transaction that is rolled back. */
    private static Stream<DynamicTest> rows(int major) {
        List<DynamicTest> tests = new ArrayList<>();
        Shadow shadow = new Shadow(major);
        tests.add(DynamicTest.dynamicTest("the server starts", shadow::open));
        TABLE.stream()
                .filter(row -> major >= row.from())
                .forEach(row -> tests.add(DynamicTest.dynamicTest(row.sql(), () -> check(major, row, shadow))));
        tests.add(DynamicTest.dynamicTest("the server ends", shadow::close));
        return tests.stream();
    }

    /** A server with the schema and rows, opened by the first test of its container. */
    private static final class Shadow {
        private final int major;
        private ShadowDatabase database;
        private TracedSession session;

        Shadow(int major) {
            this.major = major;
        }

        void open() throws Exception {
            database = Bench.databases().open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED);
            try (Connection migrator = database.migrator()) {
                SchemaLoader.of(Bench.READER, Bench.SCHEMA).load(migrator);
                Map<QualifiedName, Long> rows = new SyntheticRows(
                                Bench.catalog(), Bench.catalog(), Bench.context(major), 2_000, 1)
                        .load(
                                migrator,
                                Bench.catalog().tables().map(Table::name).collect(Collectors.toSet()))
                        .rows();
                session = new TracedSession(database, Bench.catalog(), rows);
            }
        }

        StatementRun run(TracedSession.Task task) throws SQLException {
            session.begin();
            try {
                return session.inTransaction(task);
            } finally {
                session.rollback();
            }
        }

        void close() throws SQLException {
            session.close();
            database.close();
        }
    }

    private static void check(int major, Row row, Shadow shadow) throws Exception {
        Analysis analysis = Bench.analyse(major, row.sql());
        StatementEffects at = analysis.statements().getFirst();
        StatementRun run = shadow.run(OriginalRun.task("1", at));
        assertThat(run.unpredicted()).isEmpty();
        assertThat(strongest(run)).as("observed").isEqualTo(row.locks());
        assertThat(strongest(analysis)).as("predicted").isEqualTo(row.locks());
        boolean newFile = !run.rewritten().isEmpty() && !row.sql().startsWith("TRUNCATE");
        assertThat(newFile).as("rewrite observed").isEqualTo(row.rewrite());
        assertThat(at.has(Effect.RewritesTable.class)).as("rewrite predicted").isEqualTo(row.rewrite());
        assertThat(at.has(Effect.ScansTable.class)).as("scan predicted").isEqualTo(row.scan());
        assertThat(!run.scanned().isEmpty()).as("scan observed").isEqualTo(row.scan());
    }

    /** Strongest lock per table; of an index only where the statement names it. */
    private static String strongest(StatementRun run) {
        return words(run.locks().stream()
                .filter(lock -> lock.relation().equals(lock.owner())
                        || (lock.relation().name().equals("orders_status_idx")
                                && run.sql().contains("orders_status_idx")))
                .map(lock -> Map.entry(lock.relation().name(), lock.mode())));
    }

    private static String strongest(Analysis analysis) {
        return words(analysis.statements()
                .getFirst()
                .all(Effect.AcquiresLock.class)
                .filter(lock -> !lock.relation().name().endsWith("_pkey"))
                .filter(lock ->
                        !(lock.relation().name().equals("items") && lock.mode().compareTo(LockMode.ROW_EXCLUSIVE) <= 0))
                .map(lock -> Map.entry(lock.relation().name(), lock.mode())));
    }

    private static String words(Stream<Map.Entry<String, LockMode>> locks) {
        return locks
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a.compareTo(b) >= 0 ? a : b, TreeMap::new))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().sql())
                .collect(Collectors.joining(", "));
    }
}
