package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.app.init.RolesSql;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The printed roles on a real server: the migrator may change the schema and gives up on locks, the others may not. */
class RolesSqlTest {
    @ParameterizedTest
    @MethodSource("majors")
    void onlyTheMigratorChangesTheSchema(int major) throws Exception {
        try (PlainServer server = PlainServer.start(major, Map.of());
                Connection admin = connect(server, server.adminRole(), server.adminPassword())) {
            run(admin, "CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1)");
            run(admin, RolesSql.text());
            // It can be run again.
            List<String> handOver = all(admin, RolesSql.text());
            assertThat(handOver).containsExactly("ALTER TABLE orders OWNER TO lockkeeper_migrator;");
            run(admin, String.join("\n", handOver));
            for (String role : List.of("lockkeeper_migrator", "lockkeeper_app", "lockkeeper_agent")) {
                run(admin, "ALTER ROLE " + role + " PASSWORD 'x'");
            }
            try (Connection migrator = connect(server, "lockkeeper_migrator", "x")) {
                assertThat(all(migrator, "SHOW lock_timeout")).containsExactly("2s");
                assertThat(all(migrator, "SHOW statement_timeout")).containsExactly("15min");
                run(migrator, "ALTER TABLE orders ADD COLUMN channel text; CREATE TABLE lines (id int)");
            }
            try (Connection app = connect(server, "lockkeeper_app", "x")) {
                run(
                        app,
                        "INSERT INTO orders VALUES (2, 'web'); UPDATE orders SET channel = 'x'; INSERT INTO lines VALUES (1)");
                denied(app, "ALTER TABLE orders ADD COLUMN y int");
                denied(app, "DROP TABLE orders");
                denied(app, "CREATE TABLE t (i int)");
                denied(app, "CREATE TEMPORARY TABLE t (i int)");
                denied(app, "CREATE SCHEMA s");
            }
            try (Connection agent = connect(server, "lockkeeper_agent", "x")) {
                assertThat(all(agent, "SELECT count(*) FROM orders")).containsExactly("2");
                run(agent, "SET default_transaction_read_only = off");
                denied(agent, "INSERT INTO orders VALUES (3)");
                denied(agent, "ALTER TABLE orders ADD COLUMN y int");
                denied(agent, "CREATE TABLE t (i int)");
                denied(agent, "SET ROLE lockkeeper_migrator");
            }
        }
    }

    static Stream<Integer> majors() {
        String value = System.getenv().getOrDefault("LOCKKEEPER_MAJORS", "12,15,18");
        return Stream.of((value.equals("all") ? "12,13,14,15,16,17,18" : value).split(","))
                .map(Integer::valueOf);
    }

    private static void denied(Connection connection, String sql) {
        assertThatThrownBy(() -> run(connection, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    private static Connection connect(PlainServer server, String role, String password) throws SQLException {
        return server.connect(role, password, "postgres");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of the last result. */
    private static List<String> all(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (boolean result = statement.execute(sql);
                    result || statement.getUpdateCount() >= 0;
                    result = statement.getMoreResults()) {
                if (result) {
                    rows.clear();
                    try (ResultSet set = statement.getResultSet()) {
                        while (set.next()) {
                            rows.add(set.getString(1));
                        }
                    }
                }
            }
        }
        return rows;
    }
}
