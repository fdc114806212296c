package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.RuleSet;
import dev.lockkeeper.gate.RunnerInput;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.GitHubAnnotations;
import dev.lockkeeper.report.GitLabReport;
import dev.lockkeeper.report.JUnitReport;
import dev.lockkeeper.report.LintJson;
import dev.lockkeeper.report.LintText;
import dev.lockkeeper.report.SarifReport;
import dev.lockkeeper.rule.RuleBook;
import java.nio.file.Path;
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
        footer = {
            "",
            "Examples:",
            "  lockkeeper lint --pg 16 examples/shop/migrations/create-index.sql",
            "  lockkeeper lint --changed --base origin/main --format sarif > lockkeeper.sarif",
            "  lockkeeper lint 'db/migrations/2026*.sql'"
        })
final class LintCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "Migrations in the order they run: files, directories, or - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--changed",
            description =
                    "Lint the migrations (migrations: globs of lockkeeper.yaml) that git says differ from --base.")
    private boolean changed;

    @Option(
            names = "--base",
            paramLabel = "REF",
            description = "What --changed compares with. Default: ${DEFAULT-VALUE}.",
            defaultValue = "origin/main")
    private String base = "origin/main";

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
        List<InputFiles.Input> inputs = inputs(config);
        Production production = common.production(config, gates.schemas());
        PgVersion version = production.context().isNone()
                ? common.checkedMajor()
                : production.context().version();
        LintRun run = new LintRun(gates.reader(), gates.linter(config), production, version);
        Optional<Framework> framework = common.framework(config);
        List<LintJson.File> results =
                run.over(inputs.stream().map(input -> request(input, framework)).toList());
        int code = results.stream().anyMatch(LintCommand::bad) ? ExitCodes.NOT_APPROVED : ExitCodes.APPROVED;
        console.out().print(rendered(results, version));
        if (timings) {
            console.err()
                    .println("lint: " + (gates.clock().millis() - started) + " ms for " + inputs.size() + " file(s)");
        }
        return code;
    }

    private List<InputFiles.Input> inputs(GateConfig config) {
        InputFiles reader = new InputFiles(console.in());
        if (!changed) {
            return reader.read(files);
        }
        List<String> found = new ChangedFiles(Path.of(""), config.migrations()).since(base);
        return found.isEmpty() ? List.of() : reader.read(found);
    }

    private String rendered(List<LintJson.File> results, PgVersion version) {
        return switch (common.format) {
            case TEXT -> LintText.render(results, console.colour());
            case JSON -> LintJson.render(results, version);
            case SARIF ->
                new SarifReport(
                                RuleBook.installed().entries().stream()
                                        .map(RuleBook.Entry::card)
                                        .toList(),
                                RuleSet.VERSION)
                        .render(results);
            case JUNIT -> JUnitReport.render(results);
            case GITLAB -> GitLabReport.render(results);
            case GITHUB -> GitHubAnnotations.render(results);
        };
    }

    /** A rollback beside the file counts as given; nobody looks into it here. */
    private static MigrationRequest request(InputFiles.Input input, Optional<Framework> framework) {
        return RunnerInput.of(
                input.name(),
                input.bytes(),
                input.down().map(file -> new MigrationRequest.Down(file.toString(), new byte[0])),
                input.beside(),
                framework,
                "");
    }

    private static boolean bad(LintJson.File file) {
        return file.result().map(LintResult::hasErrors).orElse(true);
    }
}
