package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.SchemaReader;
import dev.lockkeeper.pg.PgVersion;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command takes which looks at migrations. */
public final class CommonOptions {
    @Option(
            names = "--context",
            paramLabel = "FILE",
            description = "What production looks like (JSON). Default: context.file of lockkeeper.yaml.")
    Optional<Path> context = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "Which database of lockkeeper.yaml it is for. Not needed when there is only one.")
    Optional<String> database = Optional.empty();

    @Option(
            names = "--pg",
            paramLabel = "MAJOR",
            description = "PostgreSQL major of production, when there is no context; otherwise it must agree.")
    Optional<Integer> major = Optional.empty();

    @Option(
            names = "--framework",
            paramLabel = "NAME",
            description =
                    "Migration runner: auto (by markers and file name), plain, flyway, liquibase, rails, alembic, django, prisma, golang-migrate, dbmate, goose, sqitch.",
            defaultValue = "auto")
    String framework = "auto";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration. Default: lockkeeper.yaml beside the context file, else in this folder.")
    Optional<Path> config = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text or json (one document on standard output); lint also sarif, junit, gitlab, github.",
            defaultValue = "text")
    Format format = Format.TEXT;

    /** How results are printed; all but the first two are for lint. */
    enum Format {
        TEXT,
        JSON,
        SARIF,
        JUNIT,
        GITLAB,
        GITHUB
    }

    /** Whether the one JSON document is asked for; the formats of other machines are refused here. */
    boolean json() {
        return switch (format) {
            case TEXT -> false;
            case JSON -> true;
            case SARIF, JUNIT, GITLAB, GITHUB ->
                throw new UsageException("--format " + format.name().toLowerCase(Locale.ROOT)
                        + " is for `lockkeeper lint`. This command prints text or json.");
        };
    }

    /** The configuration of the database in question. */
    GateConfig configuration() throws GateException {
        GateConfig found = file();
        return context.isPresent() && database.isEmpty() ? found : found.database(database);
    }

    /** Each database a server answers for, by name ("" for that of its context): what options name, else all there are. */
    Map<String, GateConfig> all() throws GateException {
        GateConfig found = file();
        if (context.isPresent() || database.isPresent() || found.databases().isEmpty()) {
            GateConfig one = configuration();
            return Map.of(database.or(() -> one.source().name()).orElse(""), one);
        }
        return found.databases();
    }

    /** The context file that options or configuration name. */
    Optional<Path> contextFile(GateConfig configuration) {
        return context.or(configuration.source()::context);
    }

    private GateConfig file() throws GateException {
        if (config.isPresent()) {
            return GateConfigReader.read(config.get());
        }
        Path beside = context.map(path ->
                        Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(Path.of("/")))
                .orElse(Path.of(""));
        GateConfig found = GateConfigReader.find(beside);
        return context.isPresent() && found.equals(GateConfig.DEFAULTS) ? GateConfigReader.find(Path.of("")) : found;
    }

    /** Production from the context, or only a version when there is none. */
    Production production(GateConfig configuration, SchemaReader reader) throws GateException {
        Optional<Path> file = contextFile(configuration);
        if (file.isEmpty() && configuration.databases().size() > 1) {
            throw new UsageException("lockkeeper.yaml knows several databases: "
                    + String.join(", ", configuration.databases().keySet())
                    + ". Say which one with --database NAME, or name a context with --context FILE.");
        }
        if (file.isEmpty()) {
            return Production.unknown(PgVersion.of(major.orElse(PgVersion.NEWEST)));
        }
        Production production = Production.read(file.get(), reader)
                .declaring(configuration.source().declared());
        if (major.isPresent() && major.get() != production.context().version().major()) {
            throw new UsageException("--pg " + major.get() + " contradicts the context, which says PostgreSQL "
                    + production.context().version() + ". Leave --pg out, or name the context of the other server.");
        }
        PgVersion version = production.context().version();
        if (!version.lintable()) {
            throw new UsageException("PostgreSQL " + version + " is not supported: the linter knows majors "
                    + PgVersion.OLDEST_LINTED + " to " + PgVersion.NEWEST + ".");
        }
        return production;
    }

    /** The runner that the user or the configuration names; empty when each file says it itself. */
    Optional<Framework> framework(GateConfig configuration) {
        String name = framework.equals("auto") ? configuration.framework().orElse("auto") : framework;
        try {
            return name.equals("auto") ? Optional.empty() : Optional.of(Framework.parse(name));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    PgVersion checkedMajor() {
        PgVersion version = PgVersion.of(major.orElse(PgVersion.NEWEST));
        if (!version.lintable()) {
            throw new UsageException(
                    "--pg takes a major from " + PgVersion.OLDEST_LINTED + " to " + PgVersion.NEWEST + ".");
        }
        return version;
    }
}
