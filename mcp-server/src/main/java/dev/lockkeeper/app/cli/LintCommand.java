package dev.lockkeeper.app.cli;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.RunnerInput;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.LintJson;
import dev.lockkeeper.report.LintText;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper lint}: rules only, nothing executed; works without a context. */
@Command(
        name = "lint",
        description = "Finds hazards in migrations without executing anything.",
        footer = {"", "Example:", "  lockkeeper lint --pg 16 examples/shop/migrations/create-index.sql"})
final class LintCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "Migrations in the order they run: files, directories, or - for standard input.")
    private List<String> files = List.of();

    @Option(names = "--timings", description = "Print how long it took.")
    private boolean timings;

    LintCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        long started = gates.clock().millis();
        GateConfig config = common.configuration();
        List<InputFiles.Input> inputs = new InputFiles(console.in()).read(files);
        Production production = common.production(config, gates.schemas());
        PgVersion version = production.context().isNone()
                ? common.checkedMajor()
                : production.context().version();
        Linter linter = gates.linter();
        Catalog catalog = production.catalog();
        List<LintJson.File> results = new ArrayList<>();
        int code = ExitCodes.APPROVED;
        for (InputFiles.Input input : inputs) {
            MigrationRequest request = RunnerInput.of(
                    input.name(), input.bytes(), Optional.empty(), common.framework(config), "");
            ScriptOutcome outcome = gates.reader().read(request.name(), request.bytes());
            switch (outcome) {
                case ScriptOutcome.Unreadable unreadable -> {
                    results.add(LintJson.File.unreadable(unreadable));
                    code = Math.max(code, ExitCodes.NOT_APPROVED);
                }
                case ScriptOutcome.Read read -> {
                    Analysis analysis = Analyzer.analyze(
                            read.script(),
                            catalog,
                            production.context(),
                            version,
                            request.framework(),
                            input.down().isPresent() || request.down().isPresent());
                    LintResult result = linter.lint(analysis);
                    results.add(LintJson.File.read(input.name(), result));
                    catalog = analysis.end();
                    code = Math.max(code, result.hasErrors() ? ExitCodes.NOT_APPROVED : ExitCodes.APPROVED);
                }
            }
        }
        console.out()
                .print(
                        common.format == CommonOptions.Format.JSON
                                ? LintJson.render(results, version)
                                : LintText.render(results, console.colour()));
        if (timings) {
            console.err()
                    .println("lint: " + (gates.clock().millis() - started) + " ms for " + inputs.size() + " file(s)");
        }
        return code;
    }
}
