package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SQL that takes all it can get: time, temporary files, memory, locks, connections, disk. Each on every major. */
@Timeout(240)
class BombTest {
    private static final String SWALLOWS_CANCEL = """
            do $$ begin
              loop
                begin perform pg_sleep(60); exception when query_canceled then null; end;
              end loop;
            end $$
            """;

    private static final String LOCK_BOMB = """
            do $$ begin
              begin perform pg_advisory_lock(g) from (select generate_series(1, 5000000) as g) x;
              exception when others then null; end;
              loop perform pg_sleep(1); end loop;
            end $$
            """;

    private static final String TABLE_BOMB = """
            do $$ begin
              loop insert into bomb select repeat(md5(g::text), 50) from generate_series(1, 10000) g; end loop;
            end $$
            """;

    private TestServers servers;

    @BeforeEach
    void prepare() throws IOException {
        servers = new TestServers();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (TestServers last = servers) {
            assertThat(last.leftProcesses()).isEmpty();
            assertThat(last.leftFiles()).isEmpty();
        }
    }

    /** Most of it is waiting for limits: all majors at once. */
    @Test
    void everyBombEndsAtItsLimit() throws Exception {
        List<Callable<Integer>> all = new ArrayList<>();
        for (int major : TestServers.majors()) {
            all.add(() -> bombs(major));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<Integer> done : threads.invokeAll(all)) {
                assertThat(done.get()).isPositive();
            }
        }
    }

    private int bombs(int major) throws Exception {
        ShadowLimits limits = new ShadowLimits(Duration.ofMinutes(3), 256L << 20, 1L << 30, 128, 1.5);
        ShadowDatabases databases = servers.databases(servers.options.withServers(8, Duration.ofMinutes(2)));
        ShadowRequest request = ShadowRequest.forMajor(major).withLimits(limits);
        try (ShadowDatabase shadow = databases.open(request, ShadowChoice.EMBEDDED);
                Connection observer = shadow.observer()) {
            connections(shadow, major);
            fails(
                    shadow,
                    major,
                    "set work_mem = '64kB'; select count(*) from (select md5(g::text) from generate_series(1, 20000000) g order by 1) x",
                    "53400");
            fails(
                    shadow,
                    major,
                    "select array_agg(repeat(g::text, 200)) from (select generate_series(1, 5000000) as g) x",
                    "53200");
            fails(
                    shadow,
                    major,
                    "with recursive r as (select 1 as a union all select a + 1 from r) select count(*) from r",
                    "53400",
                    "57014");
            inTime(shadow, major, "set statement_timeout = 0; select pg_sleep(60)", "57014");
            inTime(shadow, major, SWALLOWS_CANCEL, "57P01");
            assertThat(Sql.one(observer, "select count(*) from pg_stat_activity"))
                    .isNotEmpty();
            try (Connection c = shadow.migrator()) {
                Sql.run(c, "create table bomb(x text)");
            }
            SQLException e = failure(shadow, TABLE_BOMB);
            assertThat((Throwable) e).as("PostgreSQL " + major).isNotNull();
            assertThat(shadow.stopReason()).hasValue("the disk quota of 256 MiB is used up");
        }
        locks(databases, request);
        return major;
    }

    private static SQLException failure(ShadowDatabase shadow, String sql) {
        return catchThrowableOfType(SQLException.class, () -> {
            try (Connection c = shadow.migrator()) {
                Sql.run(c, sql);
            }
        });
    }

    private static void fails(ShadowDatabase shadow, int major, String sql, String... states) {
        try (TimeLimit limit = shadow.limit(Duration.ofSeconds(20))) {
            SQLException e = failure(shadow, sql);
            assertThat((Throwable) e).as("PostgreSQL " + major + ": " + sql).isNotNull();
            assertThat(e.getSQLState())
                    .as("PostgreSQL " + major + ": " + sql + ": " + e.getMessage())
                    .isIn((Object[]) states);
        }
    }

    private static void inTime(ShadowDatabase shadow, int major, String sql, String... states) {
        try (TimeLimit limit = shadow.limit(Duration.ofMillis(300))) {
            SQLException e = failure(shadow, sql);
            assertThat((Throwable) e).as("PostgreSQL " + major + ": " + sql).isNotNull();
            assertThat(e.getSQLState()).as("PostgreSQL " + major + ": " + sql).isIn((Object[]) states);
        }
    }

    /** The migrator runs into its limit; the observer and the watchdog have places of their own. */
    private static void connections(ShadowDatabase shadow, int major) throws SQLException {
        List<Connection> open = new ArrayList<>();
        try {
            SQLException e = catchThrowableOfType(SQLException.class, () -> {
                for (int i = 0; i < 40; i++) {
                    open.add(shadow.migrator());
                }
            });
            assertThat(e.getSQLState()).as("PostgreSQL " + major).isEqualTo("53300");
            try (Connection observer = shadow.observer()) {
                assertThat(Sql.one(observer, "select 1")).isEqualTo("1");
            }
        } finally {
            for (Connection c : open) {
                c.close();
            }
        }
    }

    /** A full lock table stops every other session, the observer's too: what is left to the watchdog is the kill. */
    private static void locks(ShadowDatabases databases, ShadowRequest request) throws Exception {
        try (ShadowDatabase shadow = databases.open(request, ShadowChoice.EMBEDDED);
                TimeLimit limit = shadow.limit(Duration.ofMillis(500))) {
            SQLException e = failure(shadow, LOCK_BOMB);
            assertThat((Throwable) e).as("PostgreSQL " + request.major()).isNotNull();
            assertThat(limit.exceeded()).isTrue();
        }
    }
}
