package dev.lockkeeper.app.cli;

import dev.lockkeeper.context.snapshot.PasswordSource;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.TargetReader;
import dev.lockkeeper.dryrun.ShadowSource;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.gate.GateConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shadow databases as the operator's configuration describes them; no request over MCP or HTTP gets here. */
final class ShadowSources {
    private final GateConfig config;
    private final Map<String, String> environment;

    ShadowSources(GateConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** What {@code shadow.mode} says. */
    ShadowSource configured() {
        return new ShadowOptionGroup().source(config, environment);
    }

    /** The kind of throwaway server behind a mode; a backup or clone needs one beside it. */
    static ShadowChoice choice(String mode) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "auto", "backup", "clone" -> ShadowChoice.AUTO;
            case "embedded" -> ShadowChoice.EMBEDDED;
            case "container" -> ShadowChoice.CONTAINER;
            default ->
                throw new UsageException(
                        "--shadow takes auto, embedded, container, backup=FILE or clone=URL, not " + mode + ".");
        };
    }

    ShadowSource backup(Path file, Optional<Instant> asOf, Optional<Path> rules) {
        return new ShadowSource.Backup(file, asOf, rules, environment.getOrDefault("PATH", ""), beside());
    }

    ShadowSource cloneOf(String url, Optional<Instant> asOf) throws SnapshotException {
        List<Target> production = new ArrayList<>();
        List<Optional<String>> urls = new ArrayList<>();
        urls.add(config.source().url());
        urls.add(config.source().replicaUrl());
        config.databases().values().forEach(other -> {
            urls.add(other.source().url());
            urls.add(other.source().replicaUrl());
        });
        for (Optional<String> known : urls) {
            if (known.isPresent()) {
                production.add(target(known.get()));
            }
        }
        return new ShadowSource.Clone(
                new PasswordSource(environment).complete(target(url), Optional.empty()), asOf, production, beside());
    }

    /** A container keeps its data in memory, too little for a backup: it is for who names an image, for its extensions. */
    private ShadowChoice beside() {
        return switch (choice(config.shadow().mode())) {
            case EMBEDDED -> ShadowChoice.EMBEDDED;
            case CONTAINER -> ShadowChoice.CONTAINER;
            case AUTO -> config.shadow().image().isPresent() ? ShadowChoice.AUTO : ShadowChoice.EMBEDDED;
        };
    }

    private Target target(String url) throws SnapshotException {
        return new TargetReader(environment)
                .read(new TargetReader.Given(
                        Optional.of(url), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
