package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.lint.LintResult;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is safe gives no error and no warning on any major: plan files are made of exactly these. */
class SafeStatementsTest {
    private static final Bench BENCH = new Bench();

    /** A statement that blocks nobody for long, from the major on that knows it. */
    private record Safe(String what, int from, String sql, List<String> schema) {
        Safe(String what, int from, String sql, String... schema) {
            this(what, from, sql, Arrays.asList(schema));
        }
    }

    private static final List<Safe> ALL = List.of(
            new Safe("new tables, their indexes, constraints and rows", 10, """
                    CREATE TABLE invoices (id bigint PRIMARY KEY, state text);
                    CREATE INDEX ON invoices (state);
                    ALTER TABLE invoices ADD CHECK (id > 0), ADD UNIQUE (state), ALTER COLUMN state SET NOT NULL;
                    INSERT INTO invoices VALUES (1, 'open');
                    UPDATE invoices SET state = 'paid';
                    """),
            new Safe("a new column with a constant default under a brief lock_timeout", 11, """
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';
                    COMMIT;
                    """),
            new Safe("CREATE INDEX CONCURRENTLY in autocommit", 10, """
                    CREATE INDEX CONCURRENTLY orders_status ON orders (status);
                    """),
            new Safe("DROP INDEX CONCURRENTLY in autocommit", 10, """
                    DROP INDEX CONCURRENTLY orders_created_at;
                    """),
            new Safe("a concurrent build under a statement_timeout that leaves it the time", 10, """
                    SET statement_timeout = '24h';
                    CREATE INDEX CONCURRENTLY orders_status ON orders (status);
                    """),
            new Safe("CHECK NOT VALID, then VALIDATE in a transaction of its own", 10, """
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0) NOT VALID;
                    COMMIT;
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders VALIDATE CONSTRAINT positive;
                    COMMIT;
                    """),
            new Safe("FOREIGN KEY NOT VALID over an index, then VALIDATE in a transaction of its own", 10, """
                    CREATE INDEX CONCURRENTLY orders_user_id ON orders (user_id);
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
                    COMMIT;
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders VALIDATE CONSTRAINT of_user;
                    COMMIT;
                    """),
            new Safe("a unique constraint over an index that was built concurrently", 10, """
                    CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email;
                    COMMIT;
                    """),
            new Safe("a procedure that commits in its loop, called outside a transaction", 11, """
                    CREATE SCHEMA IF NOT EXISTS lockkeeper;
                    CREATE TABLE lockkeeper.progress (job text PRIMARY KEY, done bigint NOT NULL);
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN status_v2 text;
                    COMMIT;
                    CREATE PROCEDURE lockkeeper.fill() LANGUAGE plpgsql AS $$
                    DECLARE
                        low bigint := 0;
                        high bigint;
                    BEGIN
                        LOOP
                            SELECT max(id) INTO high
                            FROM (SELECT id FROM public.orders WHERE id > low ORDER BY id LIMIT 500) AS range;
                            EXIT WHEN high IS NULL;
                            UPDATE public.orders SET status_v2 = status WHERE id > low AND id <= high;
                            low := high;
                            COMMIT;
                            PERFORM pg_sleep(0.1);
                        END LOOP;
                    END;
                    $$;
                    CALL lockkeeper.fill();
                    DROP PROCEDURE lockkeeper.fill();
                    DROP TABLE lockkeeper.progress;
                    """),
            new Safe(
                    "objects in schema lockkeeper that an earlier phase left",
                    11,
                    """
                    DROP PROCEDURE lockkeeper.fill();
                    DROP TABLE lockkeeper.progress;
                    """,
                    "CREATE SCHEMA lockkeeper",
                    "CREATE TABLE lockkeeper.progress (job text PRIMARY KEY, done bigint NOT NULL)",
                    "CREATE PROCEDURE lockkeeper.fill() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END; $$"),
            new Safe("a default that is one value for all rows: now()", 11, """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN seen_at timestamptz DEFAULT now();
                    ALTER TABLE orders ADD COLUMN seen_on date DEFAULT CURRENT_DATE;
                    """),
            new Safe("types that widen", 10, """
                    SET lock_timeout = '2s';
                    ALTER TABLE users ALTER COLUMN email TYPE varchar(300);
                    ALTER TABLE users ALTER COLUMN email TYPE text;
                    ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12, 2);
                    """),
            new Safe("timestamp to timestamptz under a zone that is said and is UTC", 12, """
                    SET lock_timeout = '2s';
                    SET TimeZone = 'UTC';
                    ALTER TABLE users ALTER COLUMN created_at TYPE timestamptz;
                    """),
            new Safe("a virtual generated column", 18, """
                    SET lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (amount * 1.19) VIRTUAL;
                    """),
            new Safe("a new table with a foreign key, filled in the same transaction", 10, """
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    CREATE TABLE order_notes (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id), note text);
                    CREATE INDEX ON order_notes (order_id);
                    INSERT INTO order_notes VALUES (1, NULL, 'first');
                    COMMIT;
                    """),
            new Safe("a small table and a large one in one transaction", 11, """
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE countries ADD COLUMN iso3 text;
                    ALTER TABLE orders ADD COLUMN country text;
                    COMMIT;
                    """),
            new Safe("several brief changes of one table in one transaction", 11, """
                    BEGIN;
                    SET LOCAL lock_timeout = '2s';
                    ALTER TABLE orders ADD COLUMN a text;
                    ALTER TABLE orders ADD COLUMN b text;
                    ALTER TABLE orders ALTER COLUMN a SET DEFAULT 'x';
                    COMMIT;
                    """),
            new Safe("ANALYZE and COMMENT", 10, """
                    ANALYZE orders;
                    COMMENT ON COLUMN orders.status IS 'as the customer sees it';
                    """));

    @TestFactory
    Stream<DynamicTest> safe() {
        return ALL.stream()
                .flatMap(safe -> Stream.of(10, 11, 12, 13, 14, 15, 16, 17, 18)
                        .filter(major -> major >= safe.from())
                        .map(major -> DynamicTest.dynamicTest(
                                safe.what() + " on " + major,
                                () -> assertThat(serious(safe, major)).isEmpty())));
    }

    private static List<Finding> serious(Safe safe, int major) {
        LintResult result = BENCH.lint(BENCH.analyse(safe.sql(), major, List.of(), safe.schema()));
        return result.findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .toList();
    }
}
