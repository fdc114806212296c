package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.draft.PromptException;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper prompt}: a prompt for any model, filled with what production looks like. */
@Command(
        name = "prompt",
        description = {
            "Prints a prompt filled with what matters of production, for a model of your own. There are draft-migration,",
            "repair-findings, lock-review, expand-contract, rollback and explain-to-reviewer; a file of that name in prompts/",
            "replaces one."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper prompt lock-review --context examples/shop/context.json --migration examples/shop/migrations/set-not-null.sql",
            "  lockkeeper prompt draft-migration --database shop --tables orders,users --intent \"add a status to orders\""
        })
final class PromptCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "Which prompt.")
    private String name = "";

    @Option(
            names = "--tables",
            paramLabel = "NAMES",
            split = ",",
            description = "Tables it is about. Default: those that intent or migration name.")
    private List<String> tables = List.of();

    @Option(names = "--intent", paramLabel = "TEXT", description = "The change, in plain words.")
    private String intent = "";

    @Option(
            names = "--migration",
            paramLabel = "FILE",
            description = "The migration it is about; - for standard input.")
    private Optional<String> migration = Optional.empty();

    PromptCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        GateConfig config = common.configuration();
        Production production = common.production(config, gates.schemas());
        ServedDatabase database = new ServedDatabase(production.context().databaseName(), config, production, 0);
        Drafting drafting = new Drafting(
                gates,
                of -> DryRunsOnShadow.configured(of, true, console, gates),
                new PromptTemplates(Path.of("prompts")),
                Path.of("").toAbsolutePath(),
                console.environment());
        try {
            console.out()
                    .println(drafting.promptAbout(
                            name,
                            sql(),
                            intent,
                            tables.stream()
                                    .map(String::strip)
                                    .filter(table -> !table.isEmpty())
                                    .map(table -> known(table, production))
                                    .toList(),
                            database));
        } catch (PromptException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        return ExitCodes.APPROVED;
    }

    private static QualifiedName known(String table, Production production) {
        return production
                .catalog()
                .resolve(QualifiedName.typed(table))
                .orElseThrow(() -> new UsageException("--tables: there is no table " + table + " in the context."));
    }

    private String sql() {
        return migration
                .map(file -> new InputFiles(console.in()).read(List.of(file)))
                .map(inputs -> new String(inputs.getFirst().bytes(), StandardCharsets.UTF_8))
                .orElse("");
    }
}
