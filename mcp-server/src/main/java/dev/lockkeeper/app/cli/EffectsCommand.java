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
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.EffectsJson;
import dev.lockkeeper.report.EffectsText;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper effects}: what each statement locks, rewrites and reads, and for how long. */
@Command(
        name = "effects",
        description = "Shows per statement: locks by relation, rewrites, scans, transaction needs, forecast.",
        footer = {
            "",
            "Example:",
            "  echo 'ALTER TABLE orders ALTER COLUMN id TYPE bigint' | lockkeeper effects --context examples/shop/context.json -"
        })
final class EffectsCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "Migrations in the order they run: files, directories, or - for standard input.")
    private List<String> files = List.of();

    EffectsCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        GateConfig config = common.configuration();
        List<InputFiles.Input> inputs = new InputFiles(console.in()).read(files);
        Production production = common.production(config, gates.schemas());
        PgVersion version = production.context().isNone()
                ? common.checkedMajor()
                : production.context().version();
        Catalog catalog = production.catalog();
        List<Analysis> analyses = new ArrayList<>();
        for (InputFiles.Input input : inputs) {
            MigrationRequest request = RunnerInput.of(
                    input.name(), input.bytes(), Optional.empty(), input.beside(), common.framework(config), "");
            switch (gates.reader().read(request.name(), request.bytes())) {
                case ScriptOutcome.Unreadable unreadable ->
                    throw new UsageException(unreadable.name() + ":" + unreadable.position() + ": "
                            + unreadable.message() + "\n" + unreadable.excerpt() + "\n" + unreadable.nextStep());
                case ScriptOutcome.Read read -> {
                    Analysis analysis = Analyzer.analyze(
                            read.script(),
                            catalog,
                            production.context(),
                            version,
                            request.framework(),
                            request.transactions(read.script()),
                            input.down().isPresent() || request.down().isPresent());
                    analyses.add(analysis);
                    catalog = analysis.end();
                }
            }
        }
        console.out()
                .print(common.json() ? EffectsJson.render(analyses) : EffectsText.render(analyses, console.colour()));
        return ExitCodes.APPROVED;
    }
}
