package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Starts embedded servers: a copy of a golden data directory, the program {@code postgres} directly, a Unix socket. */
final class EmbeddedLauncher implements GoldenDirectories.Workshop {
    private final Path runs;
    private final PostgresBinaries binaries;
    private final GoldenDirectories golden;
    /** The last major whose statistics go through a collector process and a socket on loopback. */
    private static final int LAST_WITH_COLLECTOR = 14;

    private final Confinement confinement;
    private final RandomGenerator random;

    EmbeddedLauncher(
            Path runs,
            PostgresBinaries binaries,
            CacheDirectory cache,
            Confinement confinement,
            RandomGenerator random) {
        this.runs = runs;
        this.binaries = binaries;
        this.confinement = confinement;
        this.random = random;
        this.golden = new GoldenDirectories(cache, confinement, this, new Secrets(random));
    }

    ShadowServer start(ShadowRequest request, GoldenDirectories.Databases databases, Progress progress)
            throws IOException, InterruptedException, ShadowUnavailableException {
        Installation installation = binaries.require(request.major(), progress);
        GoldenDirectories.Golden template = golden.empty(installation, request.locale(), databases, progress);
        progress.report("starting PostgreSQL " + request.major(), -1);
        List<String> differences = new ArrayList<>(template.differences());
        differences.addAll(confinement.differences());
        RunDirectory run = open();
        boolean started = false;
        try {
            OptionalInt user = confinement.serverUser(random);
            FileTree.copy(template.data(), run.data(), user);
            Files.createDirectory(run.sockets());
            Files.setPosixFilePermissions(run.sockets(), Modes.OWNER_ONLY);
            if (user.isPresent()) {
                FileTree.chown(run.sockets(), user.getAsInt());
            }
            List<String> program = new ArrayList<>(List.of(
                    reachable(installation, run).program("postgres").toString(),
                    "-D",
                    run.data().toString()));
            program.addAll(ServerSettings.arguments(ServerSettings.common(request.limits())));
            program.addAll(ServerSettings.arguments(Map.of(
                    "listen_addresses",
                    "",
                    "port",
                    "5432",
                    "unix_socket_directories",
                    run.sockets().toString())));
            EmbeddedServer server = EmbeddedServer.start(
                    confinement.command(user, request.limits(), request.major() <= LAST_WITH_COLLECTOR, program),
                    run,
                    new ShadowServer.Login(
                            Roles.ADMIN, template.adminPassword(), Map.of("options", Roles.PINNED_SEARCH_PATH)),
                    "embedded PostgreSQL (" + installation.origin() + ")",
                    differences);
            started = true;
            return server;
        } finally {
            if (!started) {
                run.destroy();
            }
        }
    }

    @Override
    public RunDirectory open() throws IOException, ShadowUnavailableException {
        if (confinement.initdbUser().isPresent() && !everybodyMayEnter(Files.createDirectories(runs))) {
            throw new ShadowUnavailableException("user nobody, as whom the server runs, may not enter " + runs
                    + ": allow it (chmod o+x), or choose another folder for running servers (java.io.tmpdir)");
        }
        return RunDirectory.create(runs, confinement.initdbUser().isPresent(), random);
    }

    /**
     * The programs where the server's user can reach them: root's cache usually lies in a home folder that nobody else
     * may enter, so the files are linked into the run's folder.
     */
    @Override
    public Installation reachable(Installation installation, RunDirectory run)
            throws IOException, ShadowUnavailableException {
        if (confinement.initdbUser().isEmpty() || everybodyMayEnter(installation.home())) {
            return installation;
        }
        if (!installation.relocatable()) {
            throw new ShadowUnavailableException("user nobody, as whom the server runs, may not enter "
                    + installation.home() + " (setting installedBinaries): allow it (chmod o+x on the folders above),"
                    + " or name another folder");
        }
        Path linked = run.path().resolve("pg");
        if (!Files.exists(linked)) {
            FileTree.link(installation.home(), linked);
            Files.setPosixFilePermissions(linked, Modes.EVERYBODY_READS);
        }
        return installation.at(linked);
    }

    private static boolean everybodyMayEnter(Path home) throws IOException {
        for (Path p = home.toRealPath(); p != null; p = p.getParent()) {
            if (!Files.getPosixFilePermissions(p, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
