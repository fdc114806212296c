package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.draft.Drafter;
import dev.lockkeeper.draft.Models;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.gate.DraftLoop;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.PgVersion;
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

/** {@code lockkeeper draft}: a model proposes, the gate judges, the findings go back once. */
@Command(
        name = "draft",
        description = "Lets the configured language model draft a migration and judges it like any other.",
        footer = {
            "",
            "Example:",
            "  lockkeeper draft --context examples/shop/context.json \"add a status to orders, default pending\""
        })
final class DraftCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "INTENT", description = "The change, in plain words.")
    private String intent = "";

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
        GateConfig config = common.configuration();
        Production production = common.production(config, gates.schemas());
        PgVersion version = production.context().isNone()
                ? common.checkedMajor()
                : production.context().version();
        PromptTemplates prompts = new PromptTemplates(Path.of("prompts"));
        if (promptOnly) {
            ProductionBrief brief = new ProductionBrief(production.catalog(), production.context(), version, true);
            console.out()
                    .println(prompts.fill(
                            "draft-migration",
                            Map.of("intent", intent, "facts", brief.of(brief.tablesIn(intent)), "findings", "")));
            return ExitCodes.APPROVED;
        }
        GateConfig.Model model = config.model()
                .orElseThrow(
                        () -> new UsageException(
                                "No language model is configured. Add llm: {base_url: …, model: …} to lockkeeper.yaml, or print the prompt for your own model with --prompt-only."));
        String key = console.environment().getOrDefault(model.keyVariable(), "");
        if (key.isEmpty()) {
            throw new UsageException(
                    "The key of the language model is missing: set " + model.keyVariable() + " in the environment.");
        }
        OutputFolder folder = new OutputFolder(out, force);
        folder.check();
        Drafter drafter = new Drafter(Models.openAiCompatible(model.baseUrl(), model.name(), key), prompts);
        DraftLoop loop = new DraftLoop(
                gates.gate(config, DryRunsOnShadow.configured(config, noDryRun, console, gates)),
                drafter,
                model.shareWorkload());
        return report(loop.draft(intent, production, version, System.getProperty("user.name", "unknown")), folder);
    }

    private int report(DraftLoop.Outcome outcome, OutputFolder folder) {
        if (outcome.rounds().isEmpty()) {
            outcome.failure()
                    .ifPresent(failure ->
                            console.err().println("lockkeeper: " + failure.reason() + " " + failure.nextStep()));
            return ExitCodes.UNAVAILABLE;
        }
        DraftLoop.Round last = outcome.rounds().getLast();
        GateResult result = last.result();
        Map<String, String> more = new LinkedHashMap<>();
        more.put("report.html", HtmlReport.render(result.report()));
        more.put("report.md", MarkdownReport.render(result.report()));
        more.put("report.json", JsonReport.render(List.of(result.report())));
        result.envelope().ifPresent(envelope -> more.put(DsseEnvelope.FILE_NAME, envelope));
        result.releases().forEach(release -> more.putAll(release.written()));
        folder.write(result.approvedFiles(), more);
        if (common.json()) {
            console.out().println(JsonReport.render(List.of(result.report())));
        } else {
            console.out()
                    .println("Drafted in " + outcome.rounds().size() + " round(s). The model assumed: "
                            + (last.proposal().assumptions().isEmpty()
                                    ? "nothing."
                                    : String.join(" ", last.proposal().assumptions())));
            console.out()
                    .print(TextReport.render(
                            result.report(), out.resolve("report.html").toString(), console.colour(), false));
        }
        outcome.failure()
                .ifPresent(failure -> console.err().println("lockkeeper: the last round failed: " + failure.reason()));
        return ExitCodes.of(result.report().verdict());
    }
}
