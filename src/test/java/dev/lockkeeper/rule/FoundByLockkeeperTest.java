package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.lint.LintResult;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Two lists about other linters, measured by running them: what four popular ones did not find in the same files, each
 * with the rule that finds it here; and what popular ones cry about although it is harmless, where nothing is said.
 */
class FoundByLockkeeperTest {
    private static final Bench BENCH = new Bench();

    /** {@code given} are clauses of {@link Given}, {@code schema} statements added to production.sql. */
    private record Row(String what, String code, String sql, List<String> given, List<String> schema) {
        Row(String what, String code, String sql, String... given) {
            this(what, code, sql, List.of(given), List.of());
        }
    }

    private static final List<Row> FOUND = List.of(
            new Row("backfill function in one transaction", "batch-loop-in-one-transaction", """
                    CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$
                    DECLARE n integer;
                    BEGIN
                        LOOP
                            UPDATE orders SET status = 'open' WHERE id IN (SELECT id FROM orders WHERE status IS NULL LIMIT 500);
                            GET DIAGNOSTICS n = ROW_COUNT;
                            EXIT WHEN n = 0;
                            PERFORM pg_sleep(0.1);
                        END LOOP;
                    END $$;
                    SELECT fill();
                    """),
            new Row("keyless batch", "batch-without-key", """
                    UPDATE orders SET status = 'open' WHERE id IN (SELECT id FROM orders WHERE status IS NULL LIMIT 500);
                    """),
            new Row("statement_timeout on CREATE INDEX CONCURRENTLY", "statement-timeout-cancels-build", """
                    SET statement_timeout = '30s';
                    CREATE INDEX CONCURRENTLY events_user_id ON events (user_id);
                    """),
            new Row("CREATE TABLE … PARTITION OF", "partition-of-locks-parent", """
                    SET lock_timeout = '2s';
                    CREATE TABLE measurements_2026 PARTITION OF measurements FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
                    """),
            new Row("SET LOCAL outside a transaction", "set-local-outside-transaction", """
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN note text;
                    """),
            new Row("unbatched DELETE", "whole-table-write", """
                    DELETE FROM events WHERE payload ->> 'at' < '2020-01-01';
                    """),
            new Row(
                    "sequence RESTART",
                    "sequence-set-back",
                    "ALTER SEQUENCE ticket_number RESTART WITH 1;",
                    List.of("sequence ticket_number at 812000"),
                    List.of("CREATE SEQUENCE ticket_number")),
            new Row("DISABLE ROW LEVEL SECURITY", "row-security-weakened", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
                    """),
            new Row("wrong default", "breaks-declared-invariant", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open';
                    """, "invariant orders.status default 'pending'"),
            new Row(
                    "3 s timeout on VALIDATE",
                    "statement-timeout-cancels-build",
                    "SET statement_timeout = '3s'; ALTER TABLE events VALIDATE CONSTRAINT known_user;",
                    List.of(),
                    List.of("ALTER TABLE events ADD CONSTRAINT known_user CHECK (user_id > 0) NOT VALID")),
            new Row(
                    "30 s timeout on VALIDATE",
                    "statement-timeout-cancels-build",
                    "SET statement_timeout = '30s'; ALTER TABLE events VALIDATE CONSTRAINT known_user;",
                    List.of(),
                    List.of("ALTER TABLE events ADD CONSTRAINT known_user CHECK (user_id > 0) NOT VALID")),
            new Row("30 s lock_timeout", "lock-timeout-too-long", """
                    SET lock_timeout = '30s';
                    ALTER TABLE orders ADD COLUMN note text;
                    """),
            new Row("dropping a foreign key's index", "drop-index-in-use", """
                    DROP INDEX CONCURRENTLY order_lines_order_id;
                    """),
            new Row("session_replication_role", "session-setting-changes-meaning", """
                    SET session_replication_role = replica;
                    """),
            new Row("COPY … PROGRAM", "unmodelled-statement", """
                    COPY users TO PROGRAM 'curl -T - https://example.org';
                    """),
            new Row("SET search_path", "session-setting-changes-meaning", """
                    SET search_path = archive, public;
                    """));

    /** The code stands for the hazard that would be a false alarm. */
    private record Harmless(String what, int from, String falseAlarm, String sql) {}

    private static final List<Harmless> SILENT = List.of(
            new Harmless("an index of a new table", 10, "create-index-blocks-writes", """
                    CREATE TABLE refunds (id bigint PRIMARY KEY, note text);
                    CREATE INDEX refunds_note ON refunds (note);
                    """),
            new Harmless("a constraint of a new table", 10, "add-check-scans-table", """
                    CREATE TABLE refunds (id bigint PRIMARY KEY, note text);
                    ALTER TABLE refunds ADD CONSTRAINT there CHECK (note <> ''), ADD UNIQUE (note);
                    """),
            new Harmless("NOT NULL in a new table", 10, "set-not-null-scans-table", """
                    CREATE TABLE refunds (id bigint PRIMARY KEY, note text);
                    ALTER TABLE refunds ALTER COLUMN note SET NOT NULL;
                    """),
            new Harmless("a longer varchar", 10, "alter-type-rewrites-table", """
                    SET lock_timeout = '2s';
                    ALTER TABLE users ALTER COLUMN email TYPE varchar(320);
                    """),
            new Harmless("varchar to text", 10, "alter-type-rewrites-table", """
                    SET lock_timeout = '2s';
                    ALTER TABLE users ALTER COLUMN email TYPE text;
                    """),
            new Harmless("a higher numeric precision", 10, "alter-type-rewrites-table", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ALTER COLUMN amount TYPE numeric(14, 2);
                    """),
            new Harmless("GENERATED … VIRTUAL", 18, "table-rewrite", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (amount * 1.19) VIRTUAL;
                    """),
            new Harmless("a nullable column that references another table", 10, "add-foreign-key-scans-tables", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN approver_id bigint REFERENCES users (id);
                    """),
            new Harmless("DEFAULT now()", 11, "volatile-default-rewrites-table", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
                    """),
            new Harmless("DEFAULT CURRENT_TIMESTAMP", 11, "volatile-default-rewrites-table", """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN seen_at timestamptz DEFAULT CURRENT_TIMESTAMP;
                    """));

    @TestFactory
    Stream<DynamicTest> whatOthersMissedIsFound() {
        return FOUND.stream()
                .flatMap(row -> IntStream.rangeClosed(12, 18)
                        .mapToObj(major -> DynamicTest.dynamicTest(
                                row.what() + " on " + major + ": " + row.code(), () -> found(row, major))));
    }

    private static void found(Row row, int major) {
        LintResult result = BENCH.lint(BENCH.analyse(row.sql(), major, row.given(), row.schema()));
        assertThat(result.findings())
                .filteredOn(finding -> finding.code().equals(row.code()))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.severity()).isNotEqualTo(Severity.NOTE));
    }

    @TestFactory
    Stream<DynamicTest> whatOthersCryAboutIsPassedInSilence() {
        return SILENT.stream()
                .flatMap(row -> IntStream.rangeClosed(row.from(), 18)
                        .mapToObj(major ->
                                DynamicTest.dynamicTest(row.what() + " on " + major, () -> silent(row, major))));
    }

    /** That the code exists keeps the test from passing because of a misspelt one. */
    private static void silent(Harmless row, int major) {
        LintResult result = BENCH.lint(BENCH.analyse(row.sql(), major, List.of(), List.of()));
        assertThat(BENCH.book().card(row.falseAlarm())).isPresent();
        assertThat(result.found(row.falseAlarm())).isFalse();
        assertThat(result.hasErrors()).isFalse();
    }
}
