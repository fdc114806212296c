package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedShadowTest {
    private TestServers servers;

    static List<Integer> majors() {
        return TestServers.majors();
    }

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

    @ParameterizedTest
    @MethodSource("majors")
    void opensRunsSqlAndVanishes(int major) throws Exception {
        try (ShadowDatabase shadow = servers.open(ShadowRequest.forMajor(major))) {
            assertThat(shadow.serverVersion()).startsWith(major + ".");
            assertThat(shadow.description()).contains("embedded PostgreSQL").contains(major + ".");
            try (Connection c = shadow.migrator();
                    Statement s = c.createStatement()) {
                s.execute("create table t(id bigint primary key); insert into t select generate_series(1, 1000)");
                assertThat(one(c, "select count(*) from t")).isEqualTo("1000");
                assertThat(one(c, "show fsync")).isEqualTo("off");
            }
        }
    }

    private static String one(Connection c, String query) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(query)) {
            r.next();
            return r.getString(1);
        }
    }
}
