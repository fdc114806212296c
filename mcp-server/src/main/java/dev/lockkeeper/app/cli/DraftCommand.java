package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.gate.DraftOrder;
import dev.lockkeeper.gate.DraftRun;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.report.DraftText;
import dev.lockkeeper.report.HtmlReport;
import dev.lockkeeper.report.JsonReport;
import dev.lockkeeper.report.MarkdownReport;
import dev.lockkeeper.report.TextReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper draft}: a model proposes, the gate judges, what was wrong goes back. */
@Command(
        name = "draft",
        description = {
            "Lets the configured language model draft a migration and judges it like any other. What only a person knows",
            "is asked, not invented: answer with --answer. Without a model the filled prompt is printed for yours."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper draft --context examples/shop/context.json \"add a status to orders, default pending\"",
            "  lockkeeper draft \"make users.email unique\" --answer \"keep the oldest of each\"",
            "",
            "Exit codes: 0 approved, 1 not so or a person must answer, 2 wrong usage, 3 no model answered."
        })
final class DraftCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "INTENT", description = "The change, in plain words.")
    private String intent = "";

    @Option(names = "--answer", paramLabel = "TEXT", description = "What you answer to a question; may be repeated.")
    private List<String> answers = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Where files and report go. Default: draft.lockkeeper/")
    private Path out = Path.of("draft.lockkeeper");

    @Option(names = "--force", description = "Replace the output folder when it is there.")
    private boolean force;

    @Option(names = "--prompt-only", description = "Print the filled prompt and ask no model.")
    private boolean promptOnly;

    @Option(names = "--no-dry-run", description = "Execute nothing: at best NeedsDecision, never signed.")
    private boolean noDryRun;

    DraftCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        common.json();
        GateConfig config = common.configuration();
        Production production = common.production(config, gates.schemas());
        ServedDatabase database = new ServedDatabase(production.context().databaseName(), config, production, 0);
        Drafting drafting = new Drafting(
                gates,
                of -> DryRunsOnShadow.configured(of, noDryRun, console, gates),
                new PromptTemplates(Path.of("prompts")),
                Path.of("").toAbsolutePath(),
                console.environment());
        DraftOrder order = order();
        if (promptOnly) {
            console.out().println(drafting.prompt(intent, database));
            return ExitCodes.APPROVED;
        }
        OutputFolder folder = new OutputFolder(out, force);
        folder.check();
        return switch (drafting.draft(order, database, progress())) {
            case Drafting.Outcome.PromptOnly only -> {
                console.err().println("lockkeeper: " + only.why() + ".");
                console.out().println(only.prompt());
                yield ExitCodes.UNAVAILABLE;
            }
            case Drafting.Outcome.Unavailable broken -> {
                console.err().println("lockkeeper: " + broken.reason() + " " + broken.nextStep());
                yield ExitCodes.UNAVAILABLE;
            }
            case Drafting.Outcome.Drafted(DraftRun run) -> report(run, folder);
        };
    }

    private DraftOrder order() {
        try {
            return new DraftOrder(intent, answers, System.getProperty("user.name", "unknown"));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private Progress progress() {
        return console.interactive()
                ? (stage, fraction) -> console.err().print("\r\u001b[K" + stage + " …\r")
                : Progress.SILENT;
    }

    private int report(DraftRun run, OutputFolder folder) {
        run.result().ifPresent(result -> write(result, folder));
        if (run.result().isPresent() && common.json()) {
            console.out().println(JsonReport.render(List.of(run.result().get().report())));
        } else if (!common.json()) {
            console.out().print(DraftText.text(run.story()));
            run.result()
                    .ifPresent(result -> console.out()
                            .print(TextReport.render(
                                    result.report(), out.resolve("report.html").toString(), console.colour(), false)));
        }
        return switch (run.end()) {
            case DraftRun.End.Failed failed -> {
                console.err().println("lockkeeper: " + run.story().end());
                yield ExitCodes.UNAVAILABLE;
            }
            case DraftRun.End.Asks asks -> {
                asks.questions().forEach(question -> console.err().println("lockkeeper asks: " + question));
                console.err().println("lockkeeper: answer with --answer TEXT, once for each.");
                yield ExitCodes.NOT_APPROVED;
            }
            case DraftRun.End.Judged judged -> verdict(run);
            case DraftRun.End.Repeats repeats -> verdict(run);
            case DraftRun.End.Spent spent -> verdict(run);
        };
    }

    private static int verdict(DraftRun run) {
        return run.result()
                .map(result -> ExitCodes.of(result.report().verdict()))
                .orElse(ExitCodes.NOT_APPROVED);
    }

    private static void write(GateResult result, OutputFolder folder) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("report.html", HtmlReport.render(result.report()));
        more.put("report.md", MarkdownReport.render(result.report()));
        more.put("report.json", JsonReport.render(List.of(result.report())));
        result.envelope().ifPresent(envelope -> more.put(dev.lockkeeper.approval.DsseEnvelope.FILE_NAME, envelope));
        result.releases().forEach(release -> more.putAll(release.written()));
        folder.write(result.approvedFiles(), more);
    }
}
