package dev.lockkeeper.app.cli;

import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.dryrun.ShadowSource;
import dev.lockkeeper.gate.GateConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** On which database the dry run of one command runs, where it is not the one of the configuration. */
final class ShadowOptionGroup {
    private static final String BACKUP = "backup=";
    private static final String CLONE = "clone=";

    @Option(
            names = "--shadow",
            paramLabel = "MODE",
            description =
                    "auto, embedded, container, backup=FILE (restores a pg_dump file) or clone=URL (a disposable copy)."
                            + " Default: shadow.mode of lockkeeper.yaml.")
    private Optional<String> shadow = Optional.empty();

    @Option(names = "--disposable", description = "Says that the clone may be broken and thrown away.")
    private boolean disposable;

    @Option(
            names = "--anonymize",
            paramLabel = "FILE",
            description = "Masking rules (YAML) for the backup: values are masked before they reach a server.")
    private Optional<Path> anonymize = Optional.empty();

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "When the backup or clone was production, such as 2026-11-28T03:00:00Z.")
    private Optional<String> asOf = Optional.empty();

    ShadowSource source(GateConfig config, Map<String, String> environment) {
        ShadowSources sources = new ShadowSources(config, environment);
        String mode = shadow.orElse(config.shadow().mode());
        Optional<Instant> date = date();
        try {
            if (mode.startsWith(BACKUP) || mode.equals("backup")) {
                refuse(disposable, "--disposable goes with --shadow clone=URL.");
                Path file = mode.equals("backup")
                        ? config.shadow().backup().orElseThrow(() -> nothing("backup=FILE"))
                        : Path.of(mode.substring(BACKUP.length()));
                return sources.backup(file, date, anonymize.or(config.shadow()::anonymize));
            }
            refuse(anonymize.isPresent(), "--anonymize goes with --shadow backup=FILE.");
            if (mode.startsWith(CLONE) || mode.equals("clone")) {
                refuse(
                        !disposable && !mode.equals("clone"),
                        "--shadow clone=URL runs migrations there and leaves the database as they leave it. Say"
                                + " --disposable if it is a copy that may be broken.");
                String url = mode.equals("clone")
                        ? config.shadow().cloneUrl().orElseThrow(() -> nothing("clone=URL"))
                        : mode.substring(CLONE.length());
                return sources.cloneOf(url, date);
            }
            refuse(disposable, "--disposable goes with --shadow clone=URL.");
            refuse(date.isPresent(), "--as-of goes with a backup or a clone.");
            return new ShadowSource.Synthetic(ShadowSources.choice(mode));
        } catch (SnapshotException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Instant> date() {
        try {
            return asOf.map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new UsageException("--as-of takes a time like 2026-11-28T03:00:00Z, not " + asOf.orElse("") + ".", e);
        }
    }

    private static UsageException nothing(String what) {
        return new UsageException("Name it: --shadow " + what + ".");
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new UsageException(message);
        }
    }
}
