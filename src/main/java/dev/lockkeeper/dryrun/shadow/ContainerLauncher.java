package dev.lockkeeper.dryrun.shadow;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts PostgreSQL in a container that can do little: ordinary user, no capabilities, read-only, data in a memory file
 * system with a size, limits, and a network of its own without a way out. Works with the official images and with any
 * that keep their contract (POSTGRES_USER and so on, user postgres).
 */
final class ContainerLauncher {
    private static final ExposedPort PORT = ExposedPort.tcp(5432);
    private static final Duration START = Duration.ofSeconds(90);

    private final DockerEngine engine;
    private final Secrets secrets;

    ContainerLauncher(DockerEngine engine, Secrets secrets) {
        this.engine = engine;
        this.secrets = secrets;
    }

    ShadowServer start(ShadowRequest request, String image, Instant now, Progress progress)
            throws IOException, InterruptedException, ShadowUnavailableException {
        progress.report("starting a container of " + image, -1);
        ShadowUnavailableException last = new ShadowUnavailableException("no locale was tried");
        for (DatabaseLocale locale : LocaleFallback.candidates(request.locale(), request.major())) {
            try {
                return start(request, image, locale, now);
            } catch (ShadowUnavailableException e) {
                last = e;
                if (!String.valueOf(e.getMessage()).contains("locale")) {
                    throw e;
                }
            }
        }
        throw last;
    }

    private ShadowServer start(ShadowRequest request, String image, DatabaseLocale locale, Instant now)
            throws IOException, InterruptedException, ShadowUnavailableException {
        ShadowServer.Login admin =
                new ShadowServer.Login(Roles.ADMIN, secrets.password(), Map.of("options", Roles.PINNED_SEARCH_PATH));
        Map<String, String> labels =
                OwnerLabel.ours(now, request.limits().lifetime()).labels();
        String network = createNetwork(labels);
        String container = "";
        boolean started = false;
        try {
            container = create(request, image, locale, admin, labels, network);
            engine.client().startContainerCmd(container).exec();
            ContainerServer server = new ContainerServer(
                    engine,
                    container,
                    network,
                    publishedPort(container),
                    admin,
                    "container " + image + " (Docker " + engine.version() + ")",
                    LocaleFallback.difference(request.locale(), locale));
            awaitReady(server, container, image);
            started = true;
            return server;
        } finally {
            if (!started) {
                if (!container.isEmpty()) {
                    engine.removeContainer(container);
                }
                engine.removeNetwork(network);
            }
        }
    }

    /** No masquerade: no way to the internet; no traffic between containers; ports on loopback only. */
    private String createNetwork(Map<String, String> labels) {
        return engine.client()
                .createNetworkCmd()
                .withName("lockkeeper-" + secrets.password().substring(0, 12))
                .withDriver("bridge")
                .withOptions(Map.of(
                        "com.docker.network.bridge.enable_ip_masquerade", "false",
                        "com.docker.network.bridge.enable_icc", "false",
                        "com.docker.network.bridge.host_binding_ipv4", "127.0.0.1"))
                .withLabels(labels)
                .exec()
                .getId();
    }

    private String create(
            ShadowRequest request,
            String image,
            DatabaseLocale locale,
            ShadowServer.Login admin,
            Map<String, String> labels,
            String network) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        command.addAll(ServerSettings.arguments(ServerSettings.common(request.limits())));
        return engine.client()
                .createContainerCmd(image)
                .withUser("postgres")
                .withEnv(
                        "POSTGRES_USER=" + admin.role(),
                        "POSTGRES_PASSWORD=" + admin.password(),
                        "POSTGRES_DB=postgres",
                        "POSTGRES_INITDB_ARGS=" + String.join(" ", LocaleFallback.initdbOptions(locale)),
                        // Images from 18 on moved their data; a folder below works for every user id.
                        "PGDATA=/pgdata/data")
                .withCmd(command)
                .withExposedPorts(PORT)
                .withLabels(labels)
                .withHostConfig(confined(request.limits()).withNetworkMode(network))
                .exec()
                .getId();
    }

    private static HostConfig confined(ShadowLimits limits) {
        // Pages of the memory file system count as memory.
        long memory = limits.diskBytes() + limits.memoryBytes();
        return HostConfig.newHostConfig()
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of(
                        "/pgdata", "rw,noexec,nosuid,nodev,mode=1777,size=" + limits.diskBytes(),
                        "/tmp", "rw,noexec,nosuid,nodev,mode=1777,size=16m",
                        "/var/run/postgresql", "rw,noexec,nosuid,nodev,mode=1777,size=1m"))
                .withMemory(memory)
                .withMemorySwap(memory)
                .withPidsLimit((long) limits.processes())
                .withNanoCPUs((long) (limits.cpus() * 1e9))
                .withInit(false)
                .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), PORT));
    }

    private int publishedPort(String container) throws ShadowUnavailableException {
        InspectContainerResponse state =
                engine.client().inspectContainerCmd(container).exec();
        Ports.Binding[] bindings =
                state.getNetworkSettings().getPorts().getBindings().get(PORT);
        if (bindings == null || bindings.length == 0) {
            throw new ShadowUnavailableException("the container ended at once: "
                    + ContainerServer.logTail(engine, container).strip()
                    + ". Use another image, or --shadow embedded.");
        }
        return Integer.parseInt(bindings[0].getHostPortSpec());
    }

    /** The images answer on the network only when everything is set up, so a connection is the proof. */
    private void awaitReady(ContainerServer server, String container, String image)
            throws InterruptedException, ShadowUnavailableException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try (Connection connection = server.connect(server.admin(), "template1")) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                boolean running = Boolean.TRUE.equals(engine.client()
                        .inspectContainerCmd(container)
                        .exec()
                        .getState()
                        .getRunning());
                if (!running || System.nanoTime() - end > 0) {
                    throw failed(server, image, running, notYet);
                }
            }
            Thread.sleep(50);
        }
    }

    private static ShadowUnavailableException failed(
            ContainerServer server, String image, boolean running, SQLException cause) {
        if (!running) {
            return new ShadowUnavailableException("the container of " + image + " ended: "
                    + server.logTail().strip() + ". Use another image, or --shadow embedded.");
        }
        String inside = Files.exists(Path.of("/.dockerenv"))
                ? " This program itself seems to run inside a container, where the engine's 127.0.0.1 is another one:"
                        + " give it the host's network, or use --shadow embedded."
                : " Use --shadow embedded.";
        return new ShadowUnavailableException(
                "the container of " + image + " runs, but its port on 127.0.0.1 does not answer within "
                        + START.toSeconds() + " s (" + cause.getMessage() + ")." + inside,
                cause);
    }
}
