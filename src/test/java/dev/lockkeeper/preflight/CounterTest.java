package dev.lockkeeper.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ContextWriter;
import dev.lockkeeper.context.DataFact;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.pg.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What production can do to a count, on real servers: each ends in a number or in a clear sentence, never in a wrong fact. */
class CounterTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final String SECRET = "s3cr3t-value";

    private record Row(String name, String setup, String query, String expected) {}

    /** {@code expected}: the count, or a part of the reason why there is none. */
    private static final List<Row> ROWS = List.of(
            new Row("a count", "INSERT INTO t VALUES (NULL, 'x'), (1, 'y')", where("a IS NULL"), "1"),
            new Row("nothing", "SELECT 1", where("a IS NULL"), "0"),
            new Row(
                    "it stops early",
                    "INSERT INTO t SELECT NULL, 'x' FROM generate_series(1, 5000)",
                    where("a IS NULL"),
                    "1001"),
            new Row(
                    "row level security hides rows",
                    "INSERT INTO t VALUES (NULL, 'x'); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY none ON t USING (false)",
                    where("a IS NULL"),
                    "row level security"),
            new Row(
                    "row level security that does not bind the owner",
                    "INSERT INTO t VALUES (NULL, 'x'); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                    where("a IS NULL"),
                    "1"),
            new Row("no privilege", "REVOKE ALL ON t FROM CURRENT_USER", where("a IS NULL"), "may not read"),
            new Row("another schema than the context says", "SELECT 1", where("gone IS NULL"), "has not everything"),
            new Row(
                    "an expression that raises, with a value in its message",
                    "INSERT INTO t VALUES (1, '" + SECRET + "')",
                    where("NOT (b::int > 0)"),
                    "raises 22P02"),
            new Row(
                    "too slow",
                    "INSERT INTO t VALUES (1, 'x'); CREATE FUNCTION slow(int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN true; END $$",
                    where("NOT (slow(a))"),
                    "did not end within"),
            new Row(
                    "killed on the way",
                    "INSERT INTO t VALUES (1, 'x'); CREATE FUNCTION kill(int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN pg_terminate_backend(pg_backend_pid()); END $$",
                    where("NOT (kill(a))"),
                    "connection was lost"),
            new Row("a volatile function", "SELECT 1", where("pg_sleep(0) IS NULL"), "is volatile"),
            new Row("another volatile function", "SELECT 1", where("pg_catalog.random() > 2"), "is volatile"),
            new Row("a second statement", "SELECT 1", "SELECT 0; DROP TABLE t", "not a plain SELECT"),
            new Row(
                    "a write inside",
                    "SELECT 1",
                    "WITH d AS (DELETE FROM t RETURNING 1) SELECT count(*) FROM d",
                    "not a plain SELECT"),
            new Row("a lock", "SELECT 1", "SELECT a FROM t FOR UPDATE", "not a plain SELECT"));

    private static String where(String condition) {
        return "SELECT count(*) FROM (SELECT 1 FROM public.t WHERE " + condition + " LIMIT 1001) AS violations";
    }

    private static Check check(String query) {
        return new Check(
                "m.sql",
                "1.1",
                QualifiedName.of("public", "t"),
                List.of("a"),
                "23502",
                "message",
                new Check.Question.Count(query));
    }

    @TestFactory
    Stream<DynamicTest> eachEndsInANumberOrASentence() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> onOneServer(major)));
    }

    private static void onOneServer(int major) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (ShadowDatabase shadow = Bench.databases().open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED);
                Connection owner = shadow.migrator()) {
            for (Row row : ROWS) {
                run(owner, "CREATE TABLE public.t (a int, b text); " + row.setup());
                try (Connection connection = shadow.migrator()) {
                    Answered answered =
                            ask(connection, major, check(row.query())).getFirst();
                    String said = said(answered.answer());
                    if (!said.contains(row.expected()) || said.contains(SECRET)) {
                        wrong.add(row.name() + ": " + said);
                    }
                }
                run(owner, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            }
            lockedTable(shadow, owner, major);
            afterALostConnectionNothingIsAsked(shadow, owner, major);
            nothingCanBeWritten(shadow, owner, major);
        }
        assertThat(wrong).isEmpty();
    }

    private static String said(Answer answer) {
        return switch (answer) {
            case Answer.Counted counted -> Long.toString(counted.count());
            case Answer.Failed failed -> failed.reason() + " / " + failed.nextStep();
            case Answer.NotAsked not -> not.why();
        };
    }

    private static void lockedTable(ShadowDatabase shadow, Connection owner, int major) throws Exception {
        run(owner, "CREATE TABLE public.t (a int)");
        owner.setAutoCommit(false);
        run(owner, "LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE");
        try (Connection connection = shadow.migrator()) {
            assertThat(said(ask(connection, major, check(where("a IS NULL")))
                            .getFirst()
                            .answer()))
                    .contains("locked by another session");
        } finally {
            owner.rollback();
            owner.setAutoCommit(true);
        }
    }

    private static void afterALostConnectionNothingIsAsked(ShadowDatabase shadow, Connection owner, int major)
            throws Exception {
        run(
                owner,
                "INSERT INTO public.t VALUES (1); CREATE FUNCTION public.kill(int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN pg_terminate_backend(pg_backend_pid()); END $$");
        try (Connection connection = shadow.migrator()) {
            List<Answered> answers = ask(connection, major, check(where("NOT (kill(a))")), check(where("a IS NULL")));
            assertThat(said(answers.get(1).answer())).contains("connection was lost before");
            assertThat(CountedFacts.in(context(major, ""), answers).server().dataFacts())
                    .isEmpty();
        }
    }

    private static void nothingCanBeWritten(ShadowDatabase shadow, Connection owner, int major) throws Exception {
        run(
                owner,
                "CREATE FUNCTION public.sneaky(int) RETURNS boolean STABLE LANGUAGE sql AS 'INSERT INTO public.t VALUES ($1) RETURNING true'");
        try (Connection connection = shadow.migrator()) {
            Answer answer = ask(connection, major, check(where("NOT (sneaky(a))")))
                    .getFirst()
                    .answer();
            assertThat(answer).isInstanceOf(Answer.Failed.class);
        }
    }

    private static List<Answered> ask(Connection connection, int major, Check... checks) throws Exception {
        return new Counter(connection, Bench.READER, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMillis(1_500))
                .ask(List.of(checks), context(major, ""));
    }

    private static ProductionContext context(int major, String more) throws Exception {
        return ContextReader.read(
                "context.json",
                ("{\"postgres_version\": \"" + major + "\"" + more + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void anotherDatabaseIsRefused() throws Exception {
        int major = Bench.majors().getFirst();
        try (ShadowDatabase shadow = Bench.databases().open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED);
                Connection connection = shadow.migrator()) {
            Counter counter = new Counter(connection, Bench.READER, Clock.systemUTC(), Duration.ofSeconds(5));
            assertThatThrownBy(() -> counter.ask(List.of(), context(major == 16 ? 15 : 16, "")))
                    .isInstanceOf(PreflightException.class)
                    .hasMessageContaining("not the database of the context");
            assertThatThrownBy(() -> counter.ask(List.of(), context(major, ", \"database\": {\"name\": \"shop\"}")))
                    .hasMessageContaining("database shop");
            assertThatThrownBy(() -> counter.ask(
                            List.of(),
                            context(major, ", \"database\": {\"name\": \"postgres\", \"system_identifier\": \"1\"}")))
                    .hasMessageContaining("system identifier 1");
        }
    }

    @Test
    void aNewCountReplacesTheOldOneOfTheSameQueryAndIsReadBack() throws Exception {
        ProductionContext old = context(
                16,
                ", \"server\": {\"data_facts\": [{\"table\": \"public.t\", \"query\": \"" + where("a IS NULL")
                        + "\", \"count\": 7}, {\"table\": \"public.u\", \"query\": \"x\", \"count\": 1}]}");
        ProductionContext updated = CountedFacts.in(
                old,
                List.of(
                        new Answered(check(where("a IS NULL")), new Answer.Counted(0, NOW, 3)),
                        new Answered(check(where("a = 1")), new Answer.Failed("late", "again"))));
        ProductionContext again = ContextReader.read("again.json", ContextWriter.write(updated));
        assertThat(again.dataFact(QualifiedName.of("public", "t"), where("a IS NULL")))
                .hasValue(0);
        assertThat(again.server().dataFacts())
                .containsExactlyInAnyOrder(
                        new DataFact(QualifiedName.of("public", "u"), "x", 1, Optional.empty()),
                        new DataFact(QualifiedName.of("public", "t"), where("a IS NULL"), 0, Optional.of(NOW)));
    }
}
