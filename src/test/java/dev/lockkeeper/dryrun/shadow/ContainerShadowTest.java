package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against a real Docker engine with the images of {@code -Dgate.docker.image} ({@code .ci/docker-engine.sh} makes both
 * without a registry); skipped, with the reason, where no engine answers.
 */
@Tag("docker")
class ContainerShadowTest {
    private static final String IMAGE = System.getProperty("gate.docker.image", "postgres:{major}");

    private TestServers servers;
    private DockerEngine engine;

    static List<Integer> majors() {
        return TestServers.majors();
    }

    @BeforeEach
    void prepare() throws IOException {
        try {
            engine = DockerEngine.find();
        } catch (ShadowUnavailableException e) {
            abort(e.getMessage());
        }
        servers = new TestServers();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (servers == null) {
            return;
        }
        try (TestServers last = servers) {
            assertThat(ours()).isEmpty();
            assertThat(engine.client()
                            .listNetworksCmd()
                            .withFilter("label", List.of(OwnerLabel.OWNER))
                            .exec())
                    .isEmpty();
            assertThat(last.leftFiles()).isEmpty();
        }
    }

    private List<Container> ours() {
        return engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(OwnerLabel.OWNER))
                .exec();
    }

    private ShadowDatabase open(int major, ShadowChoice choice) throws Exception {
        return servers.databases(servers.options.withImage(IMAGE))
                .open(ShadowRequest.forMajor(major).withDatabase("shop").withStubRoles(Set.of("app")), choice);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void opensConfinedRefusesAttacksAndVanishes(int major) throws Exception {
        try (LockedRoom room = new LockedRoom();
                ShadowDatabase shadow = open(major, ShadowChoice.CONTAINER)) {
            assertThat(shadow.serverVersion()).startsWith(major + ".");
            assertThat(shadow.description()).contains("container ").contains("Docker");
            HostConfig host = engine.client()
                    .inspectContainerCmd(ours().get(0).getId())
                    .exec()
                    .getHostConfig();
            assertThat(host.getReadonlyRootfs()).isTrue();
            assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(host.getSecurityOpts()).contains("no-new-privileges");
            assertThat(host.getMemory()).isPositive().isEqualTo(host.getMemorySwap());
            assertThat(host.getPidsLimit()).isEqualTo(128);
            assertThat(room.attack(shadow)).isEmpty();
            try (Connection observer = shadow.observer()) {
                assertThat(Sql.all(observer, "select rolname from pg_roles where rolsuper and rolcanlogin"))
                        .isEmpty();
            }
        }
    }

    @Test
    void automaticTakesTheContainerAndSaysWhy() throws Exception {
        try (ShadowDatabase shadow = open(TestServers.newest(), ShadowChoice.AUTO)) {
            assertThat(shadow.description()).startsWith("container ").contains("chosen because");
        }
    }

    @Test
    void automaticFallsBackWhereTheImageIsMissing() throws Exception {
        ShadowOptions options =
                servers.options.withImage("gate-test/none:{major}").withOffline(true);
        ShadowRequest request = ShadowRequest.forMajor(TestServers.newest());
        try (ShadowDatabase shadow = servers.databases(options).open(request, ShadowChoice.AUTO)) {
            assertThat(shadow.description())
                    .startsWith("embedded PostgreSQL")
                    .contains("gate-test/none:" + TestServers.newest() + " is not here");
        }
        assertThatThrownBy(() -> servers.databases(options).open(request, ShadowChoice.CONTAINER))
                .isInstanceOf(ShadowUnavailableException.class)
                .hasMessageContaining("docker pull");
    }

    @Test
    void whatKilledRunsLeftIsSwept() throws Exception {
        OwnerLabel us = OwnerLabel.ours(Instant.now(), ShadowLimits.DEFAULT.lifetime());
        Map<String, String> dead = new OwnerLabel(us.processes(), us.pid(), us.started() - 1, us.until()).labels();
        engine.client()
                .createContainerCmd(IMAGE.replace("{major}", Integer.toString(TestServers.newest())))
                .withLabels(dead)
                .exec();
        engine.client()
                .createNetworkCmd()
                .withName("lockkeeper-dead")
                .withLabels(dead)
                .exec();
        String alive = engine.client()
                .createNetworkCmd()
                .withName("lockkeeper-alive")
                .withLabels(us.labels())
                .exec()
                .getId();
        engine.sweep(Instant.now());
        assertThat(ours()).isEmpty();
        engine.removeNetwork(alive);
    }
}
