package dev.lockkeeper.app.cli;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ContextWriter;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.snapshot.PasswordSource;
import dev.lockkeeper.context.snapshot.ReadOnlyConnections;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.SnapshotFile;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.TargetReader;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.gate.DatabaseSource;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.RunnerInput;
import dev.lockkeeper.preflight.Answer;
import dev.lockkeeper.preflight.Answered;
import dev.lockkeeper.preflight.Check;
import dev.lockkeeper.preflight.Checks;
import dev.lockkeeper.preflight.CountedFacts;
import dev.lockkeeper.preflight.Counter;
import dev.lockkeeper.preflight.PreflightException;
import dev.lockkeeper.report.PreflightJson;
import dev.lockkeeper.report.PreflightText;
import dev.lockkeeper.sql.ScriptOutcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper preflight}: the queries that find rows which would break a migration; on request their counts. */
@Command(
        name = "preflight",
        description = "Prints, and on request runs, the queries that count the rows which would break a migration."
                + " Counts are kept, never values.",
        footer = {
            "",
            "Examples:",
            "  lockkeeper preflight --context production.json migration.sql",
            "  PGPASSWORD=… lockkeeper preflight --context production.json --replica-url postgres://reader@replica/shop"
                    + " --update migration.sql",
            "",
            "Exit codes: 0 printed, or nothing breaks it; 1 rows break it, or something could not be counted;",
            "2 wrong usage; 3 the server could not be used."
        })
final class PreflightCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "Migrations in the order they run: files, directories, or - for standard input.")
    private List<String> files = List.of();

    @Option(names = "--url", paramLabel = "URL", description = "Run the queries on this server.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--replica-url",
            paramLabel = "URL",
            description = "Run them on this replica of production instead: reads there do not hurt the primary.")
    private Optional<String> replica = Optional.empty();

    @Option(
            names = "--run",
            description = "Run them on the replica_url, else the url, that lockkeeper.yaml gives for the database.")
    private boolean run;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Its first line is the password. Default: PGPASSWORD, then PGPASSFILE or ~/.pgpass.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--statement-timeout",
            paramLabel = "SECONDS",
            description = "A query that needs longer is cancelled and gives no count (default 30).",
            defaultValue = "30")
    private int statementTimeout = 30;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the context with the counts to this file.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--update", description = "Write the counts into the context file itself.")
    private boolean update;

    @Option(names = "--force", description = "Replace the file of -o when it is there.")
    private boolean force;

    PreflightCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        GateConfig config = common.configuration();
        Optional<String> server = replica.or(() -> url).or(() -> configured(config));
        Optional<Path> context = common.context.or(config.source()::context);
        checkOptions(server, context);
        Optional<SnapshotFile> file = target(context);
        List<InputFiles.Input> inputs = new InputFiles(console.in()).read(files);
        Production production = common.production(config, gates.schemas());
        List<Check> checks = checks(inputs, production, config);
        try {
            if (file.isPresent()) {
                file.get().check();
            }
            if (server.isEmpty()) {
                return print(
                        checks.stream()
                                .map(check -> new Answered(check, new Answer.NotAsked(why(check))))
                                .toList(),
                        production,
                        Optional.empty());
            }
            Target target = new PasswordSource(console.environment())
                    .complete(
                            new TargetReader(console.environment())
                                    .read(new TargetReader.Given(
                                            server,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty())),
                            passwordFile.or(config.source()::passwordFile));
            List<Answered> answers = ask(target, checks, production.context());
            if (file.isPresent()) {
                // What lockkeeper.yaml declares stays there: the file holds what was captured and counted.
                ProductionContext captured = ContextReader.read(context.orElseThrow());
                file.get().write(ContextWriter.write(moved(CountedFacts.in(captured, answers), context)));
            }
            int code = print(answers, production, Optional.of(target.display()));
            hint(production);
            return code;
        } catch (SnapshotException e) {
            if (e.reason() == SnapshotException.Reason.USAGE) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            return unavailable(String.valueOf(e.getMessage()));
        } catch (PreflightException e) {
            if (e.usage()) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            return unavailable(String.valueOf(e.getMessage()));
        } catch (ContextException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<String> configured(GateConfig config) {
        if (!run) {
            return Optional.empty();
        }
        DatabaseSource source = config.source();
        return Optional.of(
                source.replicaUrl()
                        .or(source::url)
                        .orElseThrow(
                                () -> new UsageException(
                                        "--run needs a replica_url or url of the database in lockkeeper.yaml, or give --replica-url.")));
    }

    private int unavailable(String message) {
        console.err().println("lockkeeper: " + message + " Nothing was written.");
        return ExitCodes.UNAVAILABLE;
    }

    private void checkOptions(Optional<String> server, Optional<Path> context) {
        if (context.isEmpty()) {
            throw new UsageException(
                    "preflight needs to know production's schema. Name its context with --context FILE.");
        }
        if (server.isEmpty() && (update || out.isPresent())) {
            throw new UsageException("Counts are written when the queries run: add --url, --replica-url or --run.");
        }
        if (update && out.isPresent()) {
            throw new UsageException("--update writes the context file itself, -o another one. Choose one.");
        }
        if (statementTimeout < 1 || statementTimeout > 86_400) {
            throw new UsageException("--statement-timeout takes seconds from 1 to 86400.");
        }
    }

    private Optional<SnapshotFile> target(Optional<Path> context) {
        return update
                ? context.map(path -> new SnapshotFile(path, true))
                : out.map(path -> new SnapshotFile(path, force));
    }

    /** The schema file is named relative to the context file: in another folder by another path. */
    private ProductionContext moved(ProductionContext counted, Optional<Path> context) {
        if (out.isEmpty() || counted.schemaFile().isEmpty()) {
            return counted;
        }
        Path from = context.orElseThrow().toAbsolutePath().normalize();
        Path to = out.get().toAbsolutePath().normalize();
        Path schema = from.resolveSibling(counted.schemaFile().get()).normalize();
        Path folder = Optional.ofNullable(to.getParent()).orElse(Path.of("/"));
        return counted.withSchemaFile(folder.relativize(schema).toString());
    }

    private List<Check> checks(List<InputFiles.Input> inputs, Production production, GateConfig config) {
        List<Check> checks = new ArrayList<>();
        Catalog catalog = production.catalog();
        for (InputFiles.Input input : inputs) {
            MigrationRequest request = RunnerInput.of(
                    input.name(), input.bytes(), Optional.empty(), input.beside(), common.framework(config), "");
            switch (gates.reader().read(request.name(), request.bytes())) {
                case ScriptOutcome.Unreadable bad ->
                    throw new UsageException(bad.name() + ":" + bad.position() + ": " + bad.message() + "\n"
                            + bad.excerpt() + "\n" + bad.nextStep());
                case ScriptOutcome.Read read -> {
                    Analysis analysis = Analyzer.analyze(
                            read.script(),
                            catalog,
                            production.context(),
                            production.context().version(),
                            request.framework(),
                            request.transactions(read.script()),
                            true);
                    checks.addAll(Checks.of(
                            analysis,
                            gates.planner(config)
                                    .plan(analysis, gates.linter(config).lint(analysis)),
                            production.catalog()));
                    catalog = analysis.end();
                }
            }
        }
        return checks;
    }

    private static String why(Check check) {
        return switch (check.question()) {
            case Check.Question.Count count -> "run it with --url or --replica-url";
            case Check.Question.NotYet notYet -> notYet.why();
            case Check.Question.NotCountable none -> none.why();
        };
    }

    private List<Answered> ask(Target target, List<Check> checks, ProductionContext context)
            throws SnapshotException, PreflightException {
        Duration limit = Duration.ofSeconds(statementTimeout);
        try (Connection connection = ReadOnlyConnections.open(target, limit)) {
            return new Counter(connection, gates.reader(), gates.clock(), limit).ask(checks, context);
        } catch (SQLException e) {
            throw new PreflightException(false, "the connection to " + target.display() + " was lost. Ask again.");
        }
    }

    private int print(List<Answered> answers, Production production, Optional<String> asked) {
        console.out()
                .print(
                        common.json()
                                ? PreflightJson.render(
                                        answers, production.context().version(), asked)
                                : PreflightText.render(answers, asked));
        boolean open = answers.stream().anyMatch(answered -> switch (answered.answer()) {
            case Answer.Counted counted -> counted.count() > 0;
            case Answer.Failed failed -> true;
            case Answer.NotAsked not -> !(answered.check().question() instanceof Check.Question.NotYet);
        });
        return asked.isPresent() && open ? ExitCodes.NOT_APPROVED : ExitCodes.APPROVED;
    }

    private void hint(Production production) {
        if (replica.isEmpty() && !production.context().server().replicas().isEmpty()) {
            console.err()
                    .println("lockkeeper: production has replicas; --replica-url counts there without load on it.");
        }
    }
}
