package dev.lockkeeper.app.cli;

import dev.lockkeeper.drift.AppliedMigrations;
import dev.lockkeeper.drift.ContextDrift;
import dev.lockkeeper.drift.DriftOutcome;
import dev.lockkeeper.drift.DriftReport;
import dev.lockkeeper.drift.HistoryDrift;
import dev.lockkeeper.drift.HistoryException;
import dev.lockkeeper.drift.MigrationHistory;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.report.DriftHtml;
import dev.lockkeeper.report.DriftJson;
import dev.lockkeeper.report.DriftText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper drift}: two contexts, or production and its migration history. */
@Command(
        name = "drift",
        description = "Shows in what two databases differ, by definition: staging and production, or production and its"
                + " migration history.",
        footer = {
            "",
            "Examples:",
            "  lockkeeper drift examples/shop/staging.json examples/shop/context.json",
            "  lockkeeper drift production.json --history db/migrations",
            "",
            "Exit codes: 0 no difference that matters, 1 differences (or a history that does not run), 2 wrong usage,",
            "3 the comparison could not be made."
        })
final class DriftCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(
            paramLabel = "CONTEXT",
            arity = "1..2",
            description = "Context files: staging and production, or production alone with --history.")
    private List<Path> contexts = List.of();

    @Option(
            names = "--history",
            paramLabel = "DIR",
            description = "Migrations of production, replayed in their runner's order on a shadow database.")
    private Optional<Path> history = Optional.empty();

    @Option(
            names = "--applied",
            paramLabel = "FILE",
            description = "CSV export, with a header, of the table in which the runner writes down what it ran.")
    private Optional<Path> applied = Optional.empty();

    @Option(
            names = "--framework",
            paramLabel = "NAME",
            description = "Migration runner. Default: framework of lockkeeper.yaml, else what the files show.",
            defaultValue = "auto")
    private String framework = "auto";

    @Option(
            names = "--shadow",
            paramLabel = "MODE",
            description = "auto, embedded or container. Default: shadow.mode of lockkeeper.yaml.")
    private Optional<String> shadow = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: lockkeeper.yaml here.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, json or html.", defaultValue = "text")
    private Format format = Format.TEXT;

    /** How the comparison is printed. */
    enum Format {
        TEXT,
        JSON,
        HTML
    }

    DriftCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        boolean right = history.isPresent() ? contexts.size() == 1 : contexts.size() == 2;
        if (!right) {
            throw new UsageException(
                    history.isPresent()
                            ? "--history compares one context with a folder of migrations. Name production's context only."
                            : "Name two context files (staging, then production), or one and --history DIR.");
        }
        if (applied.isPresent() && history.isEmpty()) {
            throw new UsageException("--applied goes with --history DIR.");
        }
        GateConfig configuration =
                config.isPresent() ? GateConfigReader.read(config.get()) : GateConfigReader.find(Path.of(""));
        ShadowDatabases databases = DryRunsOnShadow.databases(configuration, console, gates);
        ShadowChoice choice =
                ShadowSources.choice(shadow.orElse(configuration.shadow().mode()));
        return history.isPresent()
                ? history(configuration, databases, choice)
                : printed(new ContextDrift(databases, choice, gates.reader())
                        .compare(side(contexts.get(0)), side(contexts.get(1))));
    }

    private ContextDrift.Side side(Path file) throws GateException {
        Production production = Production.read(file, gates.schemas());
        return new ContextDrift.Side(
                String.valueOf(file.getFileName()).replaceFirst("\\.json$", ""),
                production.context(),
                production.schema());
    }

    private Integer history(GateConfig configuration, ShadowDatabases databases, ShadowChoice choice)
            throws GateException {
        ContextDrift.Side production = side(contexts.getFirst());
        if (production.schema().isEmpty()) {
            throw new UsageException(contexts.getFirst()
                    + " holds no schema to compare with. Add schema_file (output of pg_dump --schema-only) to it.");
        }
        if (!production.context().version().dryRunnable()) {
            throw new UsageException("there is no shadow server of PostgreSQL "
                    + production.context().version() + "; histories are compared from 12 on.");
        }
        DriftOutcome outcome;
        try {
            MigrationHistory files = MigrationHistory.read(history.orElseThrow(), runner(configuration));
            Optional<AppliedMigrations> written =
                    applied.isPresent() ? Optional.of(AppliedMigrations.read(applied.get())) : Optional.empty();
            outcome = new HistoryDrift(databases, choice, gates.reader()).compare(production, files, written);
        } catch (HistoryException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        return switch (outcome) {
            case DriftOutcome.Compared compared -> printed(compared.report());
            case DriftOutcome.HistoryFails fails -> {
                console.err()
                        .println("lockkeeper: " + history.orElseThrow().resolve(fails.file()) + ":" + fails.line()
                                + ": the history does not run: " + fails.sqlState() + " " + fails.message() + "\n"
                                + fails.nextStep());
                yield ExitCodes.NOT_APPROVED;
            }
            case DriftOutcome.Unavailable unavailable -> {
                console.err().println("lockkeeper: " + unavailable.reason() + ". " + unavailable.nextStep());
                yield ExitCodes.UNAVAILABLE;
            }
        };
    }

    private Optional<Framework> runner(GateConfig configuration) {
        Optional<String> name = framework.equals("auto") ? configuration.framework() : Optional.of(framework);
        try {
            return name.map(Framework::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private Integer printed(DriftReport report) {
        console.out()
                .print(
                        switch (format) {
                            case TEXT -> DriftText.render(report, console.colour());
                            case JSON -> DriftJson.render(report);
                            case HTML -> DriftHtml.render(report);
                        });
        return report.matters()
                ? ExitCodes.NOT_APPROVED
                : report.complete() ? ExitCodes.APPROVED : ExitCodes.UNAVAILABLE;
    }
}
