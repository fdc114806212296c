package dev.lockkeeper.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ContextWriter;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.snapshot.Password;
import dev.lockkeeper.context.snapshot.ReadOnlyConnections;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.PlanOutcome;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** From a migration over a real server to a context with its counts: as a reader, read-only, nothing secret in the file. */
class OverTheNetworkTest {
    private static final String SECRET = "s3cr3t-note";

    @TestFactory
    Stream<DynamicTest> countsGoIntoTheContext() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> countsGoIntoTheContext(major)));
    }

    private static void countsGoIntoTheContext(int major) throws Exception {
        try (PlainServer server = PlainServer.start(major, Map.of())) {
            try (Connection admin = server.admin("postgres")) {
                run(admin, "CREATE ROLE reader LOGIN PASSWORD 'pw-of-reader'");
                run(admin, Bench.SCHEMA);
                run(
                        admin,
                        "INSERT INTO public.orders (id, qty, amount, note) VALUES (1, 1, -5, '" + SECRET
                                + "'), (2, NULL, 3, '" + SECRET + "'), (3, NULL, 4, 'x')");
                run(admin, "GRANT SELECT ON public.orders TO reader");
            }
            Target target = new Target(
                    "127.0.0.1",
                    server.port(),
                    "postgres",
                    "reader",
                    Optional.of(new Password("pw-of-reader")),
                    Map.of());
            try (Connection connection = ReadOnlyConnections.open(target, Duration.ofSeconds(20))) {
                List<Answered> answers = new Counter(
                                connection, Bench.READER, Clock.systemUTC(), Duration.ofSeconds(20))
                        .ask(checks(major), context(major));
                assertThat(answers)
                        .extracting(a -> said(a.answer()))
                        .containsExactlyInAnyOrder("1", "2", "1", "0", "may not");
                assertThat(one(connection, "SHOW application_name")).isEqualTo("lockkeeper");
                assertThatThrownBy(() -> run(connection, "CREATE TEMP TABLE x (a int)"))
                        .isInstanceOf(SQLException.class);
                assertThat(one(
                                connection,
                                "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE usename = 'reader'"))
                        .isEqualTo("1");
                String file = new String(
                        ContextWriter.write(CountedFacts.in(context(major), answers)), StandardCharsets.UTF_8);
                assertThat(file).doesNotContain(SECRET).doesNotContain("pw-of-reader");
                assertThat(ContextReader.read("again", file.getBytes(StandardCharsets.UTF_8))
                                .server()
                                .dataFacts())
                        .hasSize(4)
                        .allSatisfy(fact -> assertThat(fact.countedAt()).isPresent());
            }
        }
    }

    private static String said(Answer answer) {
        return switch (answer) {
            case Answer.Counted counted -> Long.toString(counted.count());
            case Answer.Failed failed -> failed.reason().contains("may not read") ? "may not" : failed.reason();
            case Answer.NotAsked not -> not.why();
        };
    }

    private static List<Check> checks(int major) throws Exception {
        Analysis analysis = Bench.analyse(
                major,
                "ALTER TABLE orders ADD CONSTRAINT amount_positive CHECK (amount > 0);"
                        + "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL;"
                        + "CREATE UNIQUE INDEX orders_note_key ON orders (note);"
                        + "ALTER TABLE orders ALTER COLUMN status TYPE varchar(5);"
                        + "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers");
        PlanOutcome plan = Bench.plan(analysis);
        return Checks.of(analysis, plan, Bench.catalog());
    }

    private static ProductionContext context(int major) throws Exception {
        return ContextReader.read(
                "context.json",
                ("{\"postgres_version\": \"" + major + "\", \"database\": {\"name\": \"postgres\"}}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
