package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** pgjdbc over the Unix socket: bulk both ways, time limits, cancel, and a break from another thread. */
@Timeout(60)
class UnixSocketTest {
    private static TestServers servers;
    private static ShadowDatabase shadow;

    @BeforeAll
    static void open() throws Exception {
        servers = new TestServers();
        shadow = servers.open(ShadowRequest.forMajor(TestServers.newest()));
    }

    @AfterAll
    static void close() throws Exception {
        shadow.close();
        servers.close();
    }

    @Test
    void manyRowsComeBack() throws Exception {
        try (Connection c = shadow.migrator()) {
            assertThat(Sql.all(c, "select repeat('y', 1000) from generate_series(1, 20000)"))
                    .hasSize(20000)
                    .allMatch(v -> v.length() == 1000);
        }
    }

    @Test
    void aLongCopyGoesThrough() throws Exception {
        String rows = ("x".repeat(999) + "\n").repeat(20000);
        try (Connection c = shadow.migrator()) {
            Sql.run(c, "create temporary table t(x text)");
            long count = c.unwrap(PGConnection.class).getCopyAPI().copyIn("copy t from stdin", new StringReader(rows));
            assertThat(count).isEqualTo(20000);
            assertThat(Sql.one(c, "select sum(length(x)) from t")).isEqualTo("19980000");
        }
    }

    @Test
    void aReadTimeoutBreaksTheConnection() throws Exception {
        try (Connection c = shadow.migrator()) {
            c.setNetworkTimeout(Runnable::run, 200);
            assertThatThrownBy(() -> Sql.run(c, "select pg_sleep(30)")).isInstanceOf(SQLException.class);
            assertThat(c.isClosed()).isTrue();
        }
    }

    @Test
    void aStatementIsCancelled() throws Exception {
        try (Connection c = shadow.migrator();
                Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            SQLException e = catchThrowableOfType(SQLException.class, () -> s.execute("select pg_sleep(30)"));
            assertThat(e.getSQLState()).isEqualTo("57014");
            assertThat(Sql.one(c, "select 1")).isEqualTo("1");
        }
    }

    /** A selector of an interrupted thread returns at once: the wait must end, not spin. */
    @Test
    void anInterruptBreaksTheConnection() throws Exception {
        try (Connection c = shadow.migrator()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Sql.run(c, "select pg_sleep(30)")).isInstanceOf(SQLException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(c.isClosed()).isTrue();
        }
    }

    @Test
    void abortWakesTheReader() throws Exception {
        Connection c = shadow.migrator();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() ->
                assertThatThrownBy(() -> Sql.run(c, "select pg_sleep(30)")).isInstanceOf(SQLException.class));
        try (Connection observer = shadow.observer()) {
            while (Sql.all(observer, "select 1 from pg_stat_activity where query like 'select pg_sleep(30)%'")
                    .isEmpty()) {
                Thread.sleep(10);
            }
        }
        c.abort(Runnable::run);
        reading.get(10, TimeUnit.SECONDS);
    }
}
