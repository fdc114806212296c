package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The laws on real servers: observed locks, rewrites and scans are the predicted ones, the plan leads to the schema of
 * the original, and each prefix of phases can be taken back and run again.
 */
class DryRunTest {
    private static final List<String> MIGRATIONS = List.of(
            "ALTER TABLE orders ADD COLUMN s2 varchar(50) DEFAULT 'pending' NOT NULL",
            "ALTER TABLE orders ADD COLUMN s2 text, ALTER COLUMN qty SET NOT NULL",
            "CREATE INDEX ON orders (customer_id)",
            "CREATE UNIQUE INDEX orders_note_key ON orders (note, id)",
            "DROP INDEX orders_status_idx",
            "ALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0)",
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers",
            "ALTER TABLE orders ADD CONSTRAINT u UNIQUE (note, id)",
            "ALTER TABLE orders ADD COLUMN token uuid DEFAULT md5(random()::text)::uuid NOT NULL",
            "ALTER TABLE orders ADD COLUMN ref bigint REFERENCES customers",
            "ALTER TABLE customers RENAME COLUMN name TO full_name",
            "ALTER TABLE customers RENAME TO clients",
            "ALTER TABLE orders ALTER COLUMN qty TYPE bigint",
            "ALTER TABLE orders ALTER COLUMN note TYPE varchar(100)",
            "ALTER TABLE orders ALTER COLUMN amount TYPE numeric(14,2)",
            "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new', ALTER COLUMN at DROP DEFAULT",
            "BEGIN; ALTER TABLE orders ADD COLUMN s2 text; UPDATE orders SET s2 = status; COMMIT",
            "ALTER TABLE items DROP CONSTRAINT price_check",
            "ALTER TABLE items DROP CONSTRAINT items_order_id_fkey",
            "CREATE TABLE notes (id bigint PRIMARY KEY, order_id bigint REFERENCES orders); CREATE INDEX ON notes (order_id)",
            "CREATE VIEW open AS SELECT id FROM orders; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "COMMENT ON TABLE orders IS 'x'; ALTER TABLE orders SET (fillfactor = 90)",
            "ALTER TABLE orders DROP COLUMN note",
            "DELETE FROM items WHERE price < 5",
            "REINDEX TABLE orders",
            "REINDEX INDEX orders_status_idx",
            "ALTER TABLE orders ALTER COLUMN id TYPE numeric",
            "ALTER TABLE items ALTER COLUMN order_id TYPE int",
            "ALTER TABLE items ALTER COLUMN price TYPE numeric(14,4)",
            "ALTER TABLE customers RENAME COLUMN id TO customer_number",
            "ALTER TABLE orders RENAME COLUMN id TO order_number",
            "ALTER TABLE items RENAME COLUMN order_id TO purchase_id",
            "ALTER TABLE orders RENAME COLUMN status TO state");

    @TestFactory
    Stream<DynamicTest> planAndRollbackHoldOnEveryMajor() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String sql : MIGRATIONS) {
            for (int major : Bench.spread(MIGRATIONS.indexOf(sql))) {
                tests.add(DynamicTest.dynamicTest(major + ": " + sql, () -> holds(major, sql)));
            }
        }
        return tests.stream();
    }

    private static void holds(int major, String sql) throws Exception {
        Analysis analysis = Bench.analyse(major, sql);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        Evidence evidence = Bench.run(major, analysis, plan);
        assertThat(evidence.original().failure()).as("original").isEmpty();
        assertThat(evidence.plan().failure()).as("plan").isEmpty();
        assertThat(evidence.original().unpredicted())
                .as("original, unpredicted")
                .isEmpty();
        assertThat(evidence.plan().unpredicted()).as("plan, unpredicted").isEmpty();
        assertThat(evidence.schemaDifferences()).as("schema after the plan").isEmpty();
        assertThat(evidence.schemaEqual()).hasValue(true);
        assertThat(evidence.notChecked()).isEmpty();
        assertThat(evidence.rollback().prefixes())
                .allSatisfy(prefix -> assertThat(prefix.differences())
                        .as("rollback of " + prefix.phase())
                        .isEmpty());
        assertThat(evidence.rollback().prefixes())
                .hasSize(plan.reversiblePrefix().size());
        assertThat(evidence.rollback().repeats())
                .hasSize(plan.phases().size())
                .allSatisfy(repeat ->
                        assertThat(repeat.harmless()).as(repeat.sentence()).isTrue());
    }
}
