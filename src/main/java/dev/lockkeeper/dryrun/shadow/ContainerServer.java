package dev.lockkeeper.dryrun.shadow;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running container, reached through a port on 127.0.0.1. */
final class ContainerServer implements ShadowServer {
    private static final int TAIL_LINES = 20;

    private final DockerEngine engine;
    private final String container;
    private final String network;
    private final int port;
    private final Login admin;
    private final String description;
    private final List<String> differences;
    private boolean destroyed;

    ContainerServer(
            DockerEngine engine,
            String container,
            String network,
            int port,
            Login admin,
            String description,
            List<String> differences) {
        this.engine = engine;
        this.container = container;
        this.network = network;
        this.port = port;
        this.admin = admin;
        this.description = description;
        this.differences = List.copyOf(differences);
    }

    @Override
    public Login admin() {
        return admin;
    }

    @Override
    public Connection connect(Login login, String database) throws SQLException {
        return Jdbc.connect("jdbc:postgresql://127.0.0.1:" + port + "/" + Jdbc.encode(database), login, Map.of());
    }

    /** The memory file system has the quota as its size and refuses more by itself. */
    @Override
    public long diskBytes() {
        return 0;
    }

    @Override
    public synchronized void destroy() throws IOException {
        if (destroyed) {
            return;
        }
        try {
            engine.removeContainer(container);
            engine.removeNetwork(network);
            destroyed = true;
        } catch (RuntimeException e) {
            // docker-java's own exceptions and those of its transport have nothing else in common.
            throw new IOException("container " + container + " could not be removed: " + e.getMessage(), e);
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> differences() {
        return differences;
    }

    @Override
    public String logTail() {
        return logTail(engine, container);
    }

    static String logTail(DockerEngine engine, String container) {
        StringBuffer text = new StringBuffer();
        ResultCallback.Adapter<Frame> collector = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Frame frame) {
                text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
            }
        };
        try (collector) {
            engine.client()
                    .logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(TAIL_LINES)
                    .exec(collector)
                    .awaitCompletion(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            return "(no log: " + e.getMessage() + ")";
        }
        return text.toString();
    }
}
