package dev.lockkeeper.app.cli;

import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.LintJson;
import dev.lockkeeper.report.LintText;
import java.util.List;
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
        LintRun run = new LintRun(gates.reader(), gates.linter(), production, version, common.framework(config));
        List<LintJson.File> results = run.over(inputs);
        int code = results.stream().anyMatch(LintCommand::bad) ? ExitCodes.NOT_APPROVED : ExitCodes.APPROVED;
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

    private static boolean bad(LintJson.File file) {
        return file.result().map(LintResult::hasErrors).orElse(true);
    }
}
