package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
            try (Connection c = shadow.migrator()) {
                Sql.run(c, "create table t(id bigint primary key); insert into t select generate_series(1, 1000)");
                assertThat(Sql.one(c, "select count(*) from t")).isEqualTo("1000");
                assertThat(Sql.one(c, "show fsync")).isEqualTo("off");
                assertThat(Sql.one(c, "show listen_addresses")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void noSuperuserCanConnect(int major) throws Exception {
        try (ShadowDatabase shadow = servers.open(ShadowRequest.forMajor(major));
                Connection observer = shadow.observer()) {
            assertThat(Sql.all(observer, "select rolname from pg_roles where rolsuper and rolcanlogin"))
                    .isEmpty();
            assertThat(Sql.one(observer, "show search_path")).isEqualTo("pg_catalog");
            Map<String, String> socket = Map.of(
                    "socketFactory", UnixSocketFactory.class.getName(),
                    "socketFactoryArg", onlyRun().resolve("s/.s.PGSQL.5432").toString());
            ShadowServer.Login admin = new ShadowServer.Login(Roles.ADMIN, passwordInCache(major), Map.of());
            assertThatThrownBy(() -> Jdbc.connect("jdbc:postgresql://localhost/postgres", admin, socket)
                            .close())
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).startsWith("28"));
        }
    }

    @Test
    void serverIsAnotherUserWithoutNetworkWhereWeAreRoot() throws Exception {
        try (ShadowDatabase shadow = servers.open(ShadowRequest.forMajor(TestServers.newest()))) {
            List<ProcessHandle> processes = servers.leftProcesses();
            assertThat(processes).isNotEmpty();
            for (ProcessHandle process : processes) {
                Path proc = Path.of("/proc/" + process.pid());
                assertThat(Files.getAttribute(proc, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                        .isNotEqualTo(0);
            }
            boolean isolated = shadow.differences().stream().noneMatch(d -> d.contains("network namespace"));
            Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
            Path theirs =
                    Files.readSymbolicLink(Path.of("/proc/" + processes.get(0).pid() + "/ns/net"));
            assertThat(ours.equals(theirs)).isEqualTo(!isolated);
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void stubRolesExtensionsAndSettingsAreThere(int major) throws Exception {
        ShadowRequest request = ShadowRequest.forMajor(major)
                .withDatabase("Shop \"1\"")
                .withStubRoles(Set.of("shop owner", "app", "pg_monitor"))
                .withExtensions(List.of(
                        ShadowExtension.of("citext"),
                        new ShadowExtension("pg_trgm", "extensions"),
                        ShadowExtension.of("dblink"),
                        ShadowExtension.of("postgis")))
                .withSettings(Map.of("lock_timeout", "3s", "TimeZone", "Asia/Tokyo", "archive_command", "id"));
        try (ShadowDatabase shadow = servers.open(request);
                Connection c = shadow.migrator()) {
            Sql.run(c, "create table t(x citext); alter table t owner to \"shop owner\"; grant select on t to app");
            Sql.run(c, "create schema s; alter schema s owner to app; set role app; create table s.a(); reset role");
            assertThat(Sql.one(c, "select current_database()")).isEqualTo("Shop \"1\"");
            assertThat(Sql.one(c, "show lock_timeout")).isEqualTo("3s");
            assertThat(Sql.one(c, "show timezone")).isEqualTo("Asia/Tokyo");
            assertThat(Sql.all(c, "select extname from pg_extension order by 1"))
                    .containsExactly("citext", "pg_trgm", "plpgsql");
            assertThat(String.join("\n", shadow.differences()))
                    .contains("Extension dblink is not on the list")
                    .contains("Extension postgis is not on the list")
                    .contains("setting archive_command is not applied");
        }
    }

    @Test
    void aMissingLocaleIsReplacedAndNamed() throws Exception {
        DatabaseLocale wanted = new DatabaseLocale("UTF8", DatabaseLocale.Provider.LIBC, "xx_XX.UTF-8");
        ShadowRequest request = ShadowRequest.forMajor(TestServers.newest()).withLocale(wanted);
        try (ShadowDatabase shadow = servers.open(request);
                Connection c = shadow.migrator()) {
            assertThat(Sql.one(c, "show server_encoding")).isEqualTo("UTF8");
            assertThat(shadow.differences().get(0)).contains("UTF8/xx_XX.UTF-8").contains("UTF8/C");
        }
    }

    @Test
    void aPlaceIsWaitedForAndThenRefused() throws Exception {
        Path cache = servers.runs.resolve("cache");
        ShadowOptions one = servers.options.withCache(cache).withServers(1, Duration.ofMillis(100));
        CacheDirectory directory = new CacheDirectory(cache, 1 << 20, java.time.InstantSource.system());
        Files.createDirectories(cache);
        try (ProcessLock taken = new Places(directory, 1, Duration.ZERO).take(Progress.SILENT)) {
            assertThat(taken).isNotNull();
            assertThatThrownBy(() -> servers.databases(one)
                            .open(ShadowRequest.forMajor(TestServers.newest()), ShadowChoice.EMBEDDED))
                    .isInstanceOf(ShadowUnavailableException.class)
                    .hasMessageContaining("all 1 places for shadow databases have been taken");
        }
        FileTree.delete(cache);
    }

    @Test
    void severalAtOnceShareThePlaces() throws Exception {
        ShadowDatabases databases = servers.databases(servers.options.withServers(2, Duration.ofMinutes(1)));
        Callable<String> one = () -> {
            try (ShadowDatabase shadow =
                            databases.open(ShadowRequest.forMajor(TestServers.newest()), ShadowChoice.EMBEDDED);
                    Connection c = shadow.migrator()) {
                return Sql.one(c, "select 1");
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<String> result : threads.invokeAll(Collections.nCopies(6, one))) {
                assertThat(result.get()).isEqualTo("1");
            }
        }
    }

    private Path onlyRun() throws IOException {
        return servers.leftFiles().stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    private String passwordInCache(int major) throws IOException {
        try (Stream<Path> all = Files.list(servers.options.cache().resolve("entries"))) {
            Path golden = all.filter(p -> p.getFileName().toString().startsWith("golden-" + major + "."))
                    .filter(p -> p.getFileName().toString().endsWith("UTF8-C.UTF-8"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(golden.resolve("admin"));
        }
    }
}
