package dev.lockkeeper.dryrun.shadow;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens throwaway servers. One instance serves any number of dry runs, also at the same time. */
public final class ShadowDatabases {
    private final ShadowOptions options;
    private final Platform platform;
    private final CacheDirectory cache;
    private final RandomGenerator random;
    private final Progress progress;
    private final InstantSource clock;

    /** Found out by starting programs, therefore once. */
    private @Nullable Confinement confinement;

    /** {@code random} makes passwords and names: give a {@link java.security.SecureRandom}. */
    public ShadowDatabases(ShadowOptions options, InstantSource clock, RandomGenerator random, Progress progress) {
        this.options = options;
        this.platform = Platform.of(properties(), Platform.usesMusl());
        this.cache = new CacheDirectory(options.cache(), options.cacheBytes(), clock);
        this.random = random;
        this.progress = progress;
        this.clock = clock;
    }

    private synchronized Confinement confinement(long uid) throws ShadowUnavailableException, InterruptedException {
        if (confinement == null) {
            confinement = Confinement.detect(platform, uid);
        }
        return confinement;
    }

    /**
     * Starts a program that reads a stranger's file: as an unprivileged user of its own, without network, with the limits
     * and the bare environment of a server. It gets {@code input} as standard input; its output is the result's to read.
     */
    public Process confined(List<String> program, Path input, Path errors)
            throws IOException, ShadowUnavailableException, InterruptedException {
        if (platform.windows()) {
            throw new ShadowUnavailableException(
                    "archives of pg_dump are not read on Windows: give a dump in text form" + " (pg_dump without -F)");
        }
        Confinement found = confinement(new UnixSystem().getUid());
        ProcessBuilder builder = new ProcessBuilder(
                        found.command(found.serverUser(random), ShadowLimits.DEFAULT, false, program))
                .directory(Path.of("/").toFile())
                .redirectInput(input.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(Programs.ENVIRONMENT);
        return builder.start();
    }

    private static Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(n -> all.put(n, System.getProperty(n)));
        return all;
    }

    /** Starts and seals a server; whatever killed runs left behind is swept first. */
    public ShadowDatabase open(ShadowRequest request, ShadowChoice choice)
            throws ShadowUnavailableException, InterruptedException {
        return switch (choice) {
            case EMBEDDED -> embedded(request, "");
            case CONTAINER -> container(request, "");
            case AUTO -> automatic(request);
        };
    }

    private ShadowDatabase automatic(ShadowRequest request) throws ShadowUnavailableException, InterruptedException {
        try {
            return container(request, ", chosen because the engine and the image are there");
        } catch (ShadowUnavailableException e) {
            return embedded(request, ", chosen because " + e.getMessage());
        }
    }

    /** Starts a server of one kind. */
    private interface Start {
        ShadowServer start() throws IOException, InterruptedException, ShadowUnavailableException;
    }

    private ShadowDatabase container(ShadowRequest request, String why)
            throws ShadowUnavailableException, InterruptedException {
        DockerEngine engine = DockerEngine.find();
        String image = options.imageFor(request.major());
        try {
            engine.requireImage(image, options.offline(), progress);
            engine.sweep(clock.instant());
            ContainerLauncher launcher = new ContainerLauncher(engine, new Secrets(random));
            return placed(request, why, () -> launcher.start(request, image, clock.instant(), progress));
        } catch (RuntimeException e) {
            // docker-java's own exceptions and those of its transport have nothing else in common.
            throw new ShadowUnavailableException(
                    "the Docker engine refused a container of " + image + ": " + e.getMessage()
                            + ". See the engine's log, or use --shadow embedded",
                    e);
        }
    }

    private ShadowDatabase embedded(ShadowRequest request, String why)
            throws ShadowUnavailableException, InterruptedException {
        if (platform.windows()) {
            throw new ShadowUnavailableException(
                    "embedded servers do not run on Windows: install a Docker engine and use --shadow container");
        }
        long uid = new UnixSystem().getUid();
        return placed(request, why, () -> {
            RunDirectory.sweep(options.runs(), uid);
            Programs.sweep(options.runs(), clock.instant());
            return launcher(uid).start(request, GoldenDirectories.Databases.ONE, progress);
        });
    }

    private ShadowDatabase placed(ShadowRequest request, String why, Start start)
            throws ShadowUnavailableException, InterruptedException {
        try {
            ProcessLock place = new Places(cache, options.servers(), options.patience()).take(progress);
            boolean open = false;
            try {
                ShadowServer server = start.start();
                try {
                    OpenShadow shadow = seal(server, request, why, place);
                    open = true;
                    return shadow;
                } finally {
                    if (!open) {
                        server.destroy();
                    }
                }
            } finally {
                if (!open) {
                    place.close();
                }
            }
        } catch (IOException | SQLException e) {
            throw new ShadowUnavailableException(
                    "the shadow database could not be started: " + e + ". Check the free space in " + options.cache()
                            + " and " + options.runs() + ", or choose the other kind (--shadow embedded|container).",
                    e);
        }
    }

    private OpenShadow seal(ShadowServer server, ShadowRequest request, String why, ProcessLock place)
            throws SQLException {
        Roles.Sealed roles = new Roles(server, request, options.extensions(), new Secrets(random)).seal();
        return new OpenShadow(request, server, roles, why, place).watched();
    }

    private EmbeddedLauncher launcher(long uid) throws ShadowUnavailableException, InterruptedException {
        Path runs = options.runs();
        PostgresBinaries binaries = new PostgresBinaries(
                platform, options.installedBinaries(), cache, new MavenArtifacts(options.offline()));
        return new EmbeddedLauncher(runs, binaries, cache, confinement(uid), random);
    }
}
