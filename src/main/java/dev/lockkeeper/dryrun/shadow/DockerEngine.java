package dev.lockkeeper.dryrun.shadow;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * The Docker engine that Testcontainers finds (DOCKER_HOST, contexts, Desktop, rootless). Only its discovery is used:
 * its helper containers (Ryuk, and the one that asks for the host's address where {@code /.dockerenv} exists) would be
 * pulled from a registry, minutes in vain behind a firewall. Cleaning up is our own work, by labels.
 */
final class DockerEngine {
    private static final int PULL_MINUTES = 10;

    private final DockerClient client;
    private final String version;

    private DockerEngine(DockerClient client, String version) {
        this.client = client;
        this.version = version;
    }

    /** The engine on this machine. */
    static DockerEngine find() throws ShadowUnavailableException {
        try {
            TransportConfig transport = DockerClientFactory.instance().getTransportConfig();
            if (!local(transport.getDockerHost())) {
                throw new ShadowUnavailableException("the Docker engine is on another machine ("
                        + transport.getDockerHost() + ") and a shadow database is published on its loopback address"
                        + " only: use an engine on this machine, or --shadow embedded");
            }
            DockerClient client = DockerClientProviderStrategy.getClientForConfig(transport);
            return new DockerEngine(client, client.versionCmd().exec().getVersion());
        } catch (RuntimeException e) {
            throw new ShadowUnavailableException(
                    "no Docker engine answers here: start one (DOCKER_HOST names it), or use --shadow embedded", e);
        }
    }

    private static boolean local(URI host) {
        String scheme = String.valueOf(host.getScheme());
        String name = String.valueOf(host.getHost());
        return scheme.equals("unix") || scheme.equals("npipe") || name.equals("localhost") || name.equals("127.0.0.1");
    }

    DockerClient client() {
        return client;
    }

    String version() {
        return version;
    }

    /** Makes sure that the image is there, by a pull if need be. */
    void requireImage(String image, boolean offline, Progress progress)
            throws ShadowUnavailableException, InterruptedException {
        try {
            client.inspectImageCmd(image).exec();
            return;
        } catch (NotFoundException e) {
            if (offline) {
                throw new ShadowUnavailableException(
                        "the image " + image + " is not here and nothing may be downloaded: docker pull " + image, e);
            }
        }
        progress.report("pulling " + image, -1);
        try (PullImageResultCallback callback = new PullImageResultCallback()) {
            boolean done = client.pullImageCmd(image).exec(callback).awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
            if (!done) {
                throw new ShadowUnavailableException("the image " + image + " did not arrive within " + PULL_MINUTES
                        + " minutes: docker pull " + image + ", or --shadow embedded");
            }
            client.inspectImageCmd(image).exec();
        } catch (DockerException | java.io.IOException e) {
            throw new ShadowUnavailableException(
                    "the image " + image + " is not here and cannot be pulled (" + e.getMessage()
                            + "): name another image, or use --shadow embedded",
                    e);
        }
    }

    /** Removes what killed runs left: containers first, then their networks. */
    void sweep(Instant now) {
        List<Container> containers = client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(OwnerLabel.OWNER))
                .exec();
        for (Container container : containers) {
            if (abandoned(container.getLabels(), now)) {
                removeContainer(container.getId());
            }
        }
        List<Network> networks = client.listNetworksCmd()
                .withFilter("label", List.of(OwnerLabel.OWNER))
                .exec();
        for (Network network : networks) {
            if (abandoned(network.getLabels(), now)) {
                removeNetwork(network.getId());
            }
        }
    }

    private static boolean abandoned(Map<String, String> labels, Instant now) {
        return Optional.ofNullable(labels)
                .flatMap(OwnerLabel::read)
                .filter(o -> o.abandoned(now))
                .isPresent();
    }

    /** Kills and deletes it with its anonymous volumes; one that is already gone is fine. */
    void removeContainer(String id) {
        try {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException e) {
            // Someone else swept it.
        }
    }

    void removeNetwork(String id) {
        try {
            client.removeNetworkCmd(id).exec();
        } catch (NotFoundException e) {
            // Someone else swept it.
        }
    }
}
