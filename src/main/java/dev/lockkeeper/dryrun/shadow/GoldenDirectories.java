package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Stopped data directories, made once and copied for every server (50 ms instead of 500 to 1000); one per build and
 * locale. A copy costs by the file, and two thirds of a cluster's files belong to its template databases (measured: 968
 * files, 373 without them), which a shadow database never needs.
 */
final class GoldenDirectories {
    /** A data directory to copy, the superuser's password in it, and how it differs from the wish. */
    record Golden(Path data, String adminPassword, List<String> differences) {}

    private static final Duration INITDB = Duration.ofMinutes(2);

    /** Statements of the single-user mode with {@code -j} end with an empty line. */
    private static final String DROP_TEMPLATES = """
            UPDATE pg_catalog.pg_database SET datistemplate = false WHERE datname IN ('template0', 'template1');

            DROP DATABASE template0;

            DROP DATABASE template1;

            """;

    private final CacheDirectory cache;
    private final Confinement confinement;
    private final Workshop workshop;
    private final Secrets secrets;

    /** Gives temporary folders in which the confined user can work. */
    interface Workshop {
        RunDirectory open() throws IOException, ShadowUnavailableException;

        Installation reachable(Installation installation, RunDirectory run)
                throws IOException, ShadowUnavailableException;
    }

    GoldenDirectories(CacheDirectory cache, Confinement confinement, Workshop workshop, Secrets secrets) {
        this.cache = cache;
        this.confinement = confinement;
        this.workshop = workshop;
        this.secrets = secrets;
    }

    /** Which databases a cluster has. */
    enum Databases {
        /** Those that initdb makes. */
        ALL,
        /** {@code postgres} alone: nobody can create another one. */
        ONE
    }

    /** An empty cluster with this locale, or with the nearest one that this machine has. */
    Golden empty(Installation installation, DatabaseLocale wanted, Databases databases, Progress progress)
            throws IOException, InterruptedException, ShadowUnavailableException {
        ShadowUnavailableException last = new ShadowUnavailableException("no locale was tried");
        for (DatabaseLocale locale : LocaleFallback.candidates(wanted, installation.major())) {
            try {
                String key = (databases == Databases.ONE ? "golden1-" : "golden-") + installation.key() + "-"
                        + locale.toString().replaceAll("[^A-Za-z0-9.@_-]", "-");
                Path entry = cache.obtain(key, empty -> initialise(installation, locale, databases, empty, progress));
                return new Golden(
                        entry.resolve("data"),
                        Files.readString(entry.resolve("admin")),
                        LocaleFallback.difference(wanted, locale));
            } catch (ShadowUnavailableException e) {
                last = e;
            }
        }
        throw last;
    }

    private void initialise(
            Installation installation, DatabaseLocale locale, Databases databases, Path entry, Progress progress)
            throws IOException, InterruptedException, ShadowUnavailableException {
        progress.report("preparing a data directory of PostgreSQL " + installation.major(), -1);
        OptionalInt user = confinement.initdbUser();
        String password = secrets.password();
        RunDirectory run = workshop.open();
        try {
            Installation reachable = workshop.reachable(installation, run);
            Path passwordFile = secretFile(run.path().resolve("pw"), password);
            Files.createDirectory(run.data(), PosixFilePermissions.asFileAttribute(Modes.OWNER_ONLY));
            if (user.isPresent()) {
                FileTree.chown(passwordFile, user.getAsInt());
                FileTree.chown(run.data(), user.getAsInt());
            }
            List<String> program = new ArrayList<>(List.of(
                    reachable.program("initdb").toString(),
                    "--pgdata=" + run.data(),
                    "--username=" + Roles.ADMIN,
                    "--auth=scram-sha-256",
                    "--pwfile=" + passwordFile));
            program.addAll(LocaleFallback.initdbOptions(locale));
            Programs.Result result =
                    Programs.run(confinement.command(user, ShadowLimits.DEFAULT, false, program), run.path(), INITDB);
            if (!result.ok()) {
                throw new ShadowUnavailableException(
                        "initdb of " + installation.origin() + " failed for locale " + locale
                                + ": " + result.output() + ". Check that the programs run on this machine and that "
                                + run.path().getParent() + " allows executing files; or use the container.");
            }
            if (databases == Databases.ONE) {
                dropTemplates(reachable, run, user);
            }
            FileTree.copy(
                    run.data(), entry.resolve("data"), user.isPresent() ? OptionalInt.of(0) : OptionalInt.empty());
            secretFile(entry.resolve("admin"), password);
        } finally {
            run.destroy();
        }
    }

    private void dropTemplates(Installation reachable, RunDirectory run, OptionalInt user)
            throws IOException, InterruptedException, ShadowUnavailableException {
        Path script = Files.writeString(run.path().resolve("templates.sql"), DROP_TEMPLATES);
        List<String> program = List.of(
                reachable.program("postgres").toString(),
                "--single",
                "-D",
                run.data().toString(),
                "-j",
                "postgres");
        Programs.Result result = Programs.run(
                confinement.command(user, ShadowLimits.DEFAULT, false, program), run.path(), script, INITDB);
        if (!result.ok() || result.output().contains("ERROR:")) {
            throw new ShadowUnavailableException("the template databases of a new cluster could not be dropped: "
                    + result.output() + ". Use the container.");
        }
    }

    private static Path secretFile(Path path, String content) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(Modes.OWNER_FILE));
        return Files.writeString(path, content);
    }
}
