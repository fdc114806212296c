package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.plan.runner.RunnerNaming;
import dev.lockkeeper.report.HtmlReport;
import dev.lockkeeper.report.JsonReport;
import dev.lockkeeper.report.MarkdownReport;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.report.TextReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper review}: the whole gate over one or more migrations. */
@Command(
        name = "review",
        description = "Judges migrations: lint, plan, dry run, verdict, signed files and report.",
        footer = {
            "",
            "Examples:",
            "  lockkeeper review --context examples/shop/context.json examples/shop/migrations/create-index.sql",
            "  lockkeeper review --context production.json --shadow backup=shop.dump --anonymize rules.yaml migration.sql",
            "  lockkeeper review --context production.json --shadow clone=postgres://dry_run@copy/shop --disposable migration.sql",
            "",
            "What reviewers decided with `lockkeeper decide` lies in FILE.decisions/ and is taken into account."
        })
final class ReviewCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "Migrations in the order they run: files, directories, or - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--down",
            paramLabel = "FILE",
            description = "Rollback of the one migration. Default: NAME.down.sql beside it.")
    private Optional<Path> down = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where files and report go. Default: <input>.lockkeeper/")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--force", description = "Replace the output folder when it is there.")
    private boolean force;

    @Option(names = "--no-dry-run", description = "Execute nothing: at best NeedsDecision, never signed.")
    private boolean noDryRun;

    @Mixin
    private final ShadowOptionGroup shadow = new ShadowOptionGroup();

    @Option(
            names = "--traffic",
            description =
                    "Also run text and plan under readers, writers and a long report, and measure who waits (adds ten seconds and more).")
    private boolean traffic;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description =
                    "What work took in production (JSON, docs/forecast.md). Default: calibration of lockkeeper.yaml.")
    private Optional<Path> calibration = Optional.empty();

    @Mixin
    private final NamingOptions naming = new NamingOptions();

    @Option(names = "--requester", paramLabel = "NAME", description = "Who asks. Default: the user.")
    private Optional<String> requester = Optional.empty();

    @Option(names = "--timings", description = "Print how long each stage took.")
    private boolean timings;

    ReviewCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        common.json();
        RunnerNaming names = naming.naming();
        GateConfig configured = calibrated(common.configuration());
        GateConfig config = traffic ? configured.withTraffic(true) : configured;
        if (traffic && noDryRun) {
            throw new UsageException("--traffic needs the dry run. Leave one of --traffic and --no-dry-run out.");
        }
        List<InputFiles.Input> inputs = new InputFiles(console.in()).read(files);
        if (inputs.size() > 1 && (down.isPresent() || out.isPresent() || !names.equals(RunnerNaming.OWN))) {
            throw new UsageException(
                    "--down, --out, --number and --after go with a single migration. Review several without them.");
        }
        List<OutputFolder> folders = new ArrayList<>();
        inputs.forEach(input -> folders.add(new OutputFolder(folder(input), force)));
        folders.forEach(OutputFolder::check);
        List<GateResult> results = new Reviewing(console, gates, common)
                .review(config, shadow.source(config, console.environment()), noDryRun, inputs, down, requester, names);
        return report(results, inputs, folders);
    }

    private GateConfig calibrated(GateConfig configured) throws GateException {
        return calibration.isEmpty()
                ? configured
                : configured.withCalibration(GateConfigReader.calibration(calibration.get()));
    }

    private Integer report(List<GateResult> results, List<InputFiles.Input> inputs, List<OutputFolder> folders) {
        int code = ExitCodes.APPROVED;
        List<SafetyReport> reports = results.stream().map(GateResult::report).toList();
        for (int i = 0; i < results.size(); i++) {
            GateResult result = results.get(i);
            Path folder = folder(inputs.get(i));
            Map<String, String> more = new LinkedHashMap<>();
            more.put("report.html", HtmlReport.render(result.report()));
            more.put("report.md", MarkdownReport.render(result.report()));
            more.put("report.json", JsonReport.render(List.of(result.report())));
            result.envelope().ifPresent(envelope -> more.put(DsseEnvelope.FILE_NAME, envelope));
            result.releases().forEach(release -> more.putAll(release.written()));
            folders.get(i).write(result.approvedFiles(), more);
            if (result.envelope().isPresent()) {
                publishKey(folder);
            }
            result.ignoredDecisions()
                    .forEach(why -> console.err().println("lockkeeper: " + why.replaceAll("\\p{C}", " ") + "."));
            if (!common.json()) {
                console.out()
                        .print(TextReport.render(
                                result.report(), folder.resolve("report.html").toString(), console.colour(), timings));
            }
            code = Math.max(code, ExitCodes.of(result.report().verdict()));
        }
        if (common.json()) {
            console.out().println(JsonReport.render(reports));
        }
        return code;
    }

    /** The public key goes where `verify` looks for it. */
    private void publishKey(Path folder) {
        gates.keys().publish(gates.key(), Repository.of(folder));
    }

    private Path folder(InputFiles.Input input) {
        return out.orElseGet(
                () -> input.name().equals("-") ? Path.of("stdin.lockkeeper") : Path.of(input.name() + ".lockkeeper"));
    }
}
