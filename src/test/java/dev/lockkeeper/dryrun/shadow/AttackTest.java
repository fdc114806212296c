package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The locked room: each attack is refused or stays inside. The host's files, a listening port and the server of another
 * dry run stay as they were, no program is started, no role gains anything, and the observer goes on working.
 */
@Timeout(180)
class AttackTest {
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

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void eachAttackIsRefusedOrContained(int major) throws Exception {
        ShadowRequest request =
                ShadowRequest.forMajor(major).withDatabase("shop").withStubRoles(Set.of("app"));
        // Two servers at once: other tests of this machine may hold the places.
        ShadowDatabases databases = servers.databases(servers.options.withServers(8, Duration.ofMinutes(2)));
        try (LockedRoom room = new LockedRoom();
                ShadowDatabase neighbour = databases.open(request, ShadowChoice.EMBEDDED);
                Connection other = neighbour.migrator();
                ShadowDatabase shadow = databases.open(request, ShadowChoice.EMBEDDED);
                Connection observer = shadow.observer()) {
            Sql.run(other, "create table victim(x text); insert into victim values ('untouched')");
            assertThat(room.attack(shadow)).as("PostgreSQL " + major).isEmpty();
            assertThat(Sql.all(other, "select x from victim")).containsExactly("untouched");
            onlyOurRoles(observer);
            onlyOurDatabase(observer);
            onlyTheServerRuns();
        }
        assertThat(Path.of("/tmp/lockkeeper-attack")).doesNotExist();
    }

    private static void onlyOurRoles(Connection observer) throws SQLException {
        assertThat(Sql.all(observer, "select rolname from pg_roles where rolname !~ '^pg_' order by 1"))
                .containsExactly("app", Roles.ADMIN, Roles.MIGRATOR, Roles.OBSERVER);
        assertThat(Sql.all(observer, "select rolname from pg_roles where rolsuper and rolcanlogin"))
                .isEmpty();
        assertThat(Sql.all(
                        observer,
                        "select rolname from pg_roles where rolname = '" + Roles.MIGRATOR
                                + "' and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)"))
                .isEmpty();
        assertThat(Sql.all(
                        observer,
                        "select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid"
                                + " join pg_roles u on u.oid = m.member where u.rolname = '" + Roles.MIGRATOR + "'"))
                .containsExactly("app");
    }

    private static void onlyOurDatabase(Connection observer) throws SQLException {
        assertThat(Sql.all(observer, "select datname from pg_database order by 1"))
                .containsExactly("shop");
        assertThat(Sql.all(
                        observer,
                        "select datname from pg_database where datallowconn and has_database_privilege('"
                                + Roles.MIGRATOR + "', oid, 'connect')"))
                .containsExactly("shop");
    }

    /** What works in a run's folder is the server, and nothing else. */
    private void onlyTheServerRuns() throws IOException {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return;
        }
        for (ProcessHandle process : servers.leftProcesses()) {
            Path name = Path.of("/proc/" + process.pid() + "/comm");
            if (Files.isReadable(name)) {
                assertThat(Files.readString(name).strip()).isEqualTo("postgres");
            }
        }
    }
}
