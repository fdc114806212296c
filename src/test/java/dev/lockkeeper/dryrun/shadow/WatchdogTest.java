package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated("measures time")
class WatchdogTest {
    private static final String SWALLOWS_CANCEL = """
            do $$ begin
              loop
                begin perform pg_sleep(60); exception when query_canceled then null; end;
              end loop;
            end $$
            """;

    private static final String TABLE_BOMB = """
            do $$ begin
              loop insert into bomb select repeat(md5(g::text), 50) from generate_series(1, 10000) g; end loop;
            end $$
            """;

    private static final String TERMINATED = "57P01";

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

    private static ShadowRequest request() {
        return ShadowRequest.forMajor(TestServers.newest());
    }

    @Test
    void aSleepIsCancelledAndTheSessionGoesOn() throws Exception {
        try (ShadowDatabase shadow = servers.open(request());
                Connection c = shadow.migrator();
                TimeLimit limit = shadow.limit(Duration.ofMillis(300))) {
            SQLException e = catchThrowableOfType(
                    SQLException.class, () -> Sql.run(c, "set statement_timeout = 0; select pg_sleep(60)"));
            assertThat(e.getSQLState()).isEqualTo("57014");
            assertThat(limit.exceeded()).isTrue();
            assertThat(Sql.one(c, "select 1")).isEqualTo("1");
            assertThat(shadow.stopReason()).hasValue("the work took longer than 0.3 s");
        }
    }

    @Test
    void aLoopThatSwallowsTheCancelIsTerminatedAndTheServerGoesOn() throws Exception {
        try (ShadowDatabase shadow = servers.open(request());
                Connection c = shadow.migrator()) {
            try (TimeLimit limit = shadow.limit(Duration.ofMillis(300))) {
                SQLException e = catchThrowableOfType(SQLException.class, () -> Sql.run(c, SWALLOWS_CANCEL));
                assertThat(e.getSQLState()).isEqualTo(TERMINATED);
                assertThat(limit.exceeded()).isTrue();
            }
            try (Connection again = shadow.migrator()) {
                assertThat(Sql.one(again, "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void theLifetimeEndsTheServerWhateverTheSqlDoes() throws Exception {
        ShadowRequest request = request().withLimits(ShadowLimits.DEFAULT.withLifetime(Duration.ofSeconds(1)));
        try (ShadowDatabase shadow = servers.open(request);
                Connection c = shadow.migrator()) {
            assertThatThrownBy(() -> Sql.run(c, SWALLOWS_CANCEL)).isInstanceOf(SQLException.class);
            assertThat(shadow.stopReason()).hasValue("the server's time of 1.0 s is over");
            shadow.close();
            assertThatThrownBy(shadow::migrator).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aTableBombEndsAtTheQuota() throws Exception {
        ShadowRequest request = request().withLimits(ShadowLimits.DEFAULT.withDiskBytes(256L << 20));
        try (ShadowDatabase shadow = servers.open(request);
                Connection c = shadow.migrator()) {
            Sql.run(c, "create table bomb(x text)");
            assertThatThrownBy(() -> Sql.run(c, TABLE_BOMB)).isInstanceOf(SQLException.class);
            assertThat(shadow.stopReason()).hasValue("the disk quota of 256 MiB is used up");
        }
    }
}
