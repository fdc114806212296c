package dev.lockkeeper.app.cli;

import dev.lockkeeper.draft.ModelSettings;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.eval.EvalException;
import dev.lockkeeper.eval.EvalIntent;
import dev.lockkeeper.eval.EvalReader;
import dev.lockkeeper.eval.EvalResult;
import dev.lockkeeper.eval.EvalSet;
import dev.lockkeeper.eval.EvalTable;
import dev.lockkeeper.eval.Evaluation;
import dev.lockkeeper.eval.ShadowTrials;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.ModelKeys;
import dev.lockkeeper.gate.Production;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper eval}: how well the configured model drafts, with the gate behind it and without. */
@Command(
        name = "eval",
        description = {
            "Lets the configured model draft each wish of a set, and runs what the gate approved, and the first draft"
                    + " as it",
            "was, on throwaway servers against checks that the model does not see. Nothing of it is approved for real:"
                    + " the",
            "key that signs and the log are thrown away."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper eval examples/eval/shop.yaml examples/eval/library.yaml --out result",
            "  lockkeeper eval examples/eval/shop.yaml --only index,foreign-key",
            "",
            "Exit codes: 0 nothing got through that should not, 1 something did, 2 wrong usage, 3 no model or server."
        })
final class EvalCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Sets of wishes (docs/drafting.md).")
    private List<Path> files = List.of();

    @Option(names = "--config", paramLabel = "FILE", description = "Where llm stands. Default: lockkeeper.yaml.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--only", paramLabel = "NAMES", split = ",", description = "Only these wishes.")
    private List<String> only = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Write eval.md and eval.json there as well.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (Markdown) or json.", defaultValue = "text")
    private CommonOptions.Format format = CommonOptions.Format.TEXT;

    EvalCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        GateConfig given =
                config.isPresent() ? GateConfigReader.read(config.get()) : GateConfigReader.find(Path.of(""));
        GateConfig.Model model = given.model()
                .orElseThrow(() -> new UsageException(
                        "no language model is configured: set llm: in lockkeeper.yaml, or name one with --config."));
        try {
            List<EvalSet> sets = files.stream().map(EvalReader::read).toList();
            check(sets);
            EvalTable table = run(sets, given, model);
            if (out.isPresent()) {
                Files.createDirectories(out.get());
                Files.writeString(out.get().resolve("eval.md"), table.markdown());
                Files.writeString(out.get().resolve("eval.json"), table.json());
            }
            console.out().println(format == CommonOptions.Format.JSON ? table.json() : table.markdown());
            return table.wronglyApproved() ? ExitCodes.NOT_APPROVED : ExitCodes.APPROVED;
        } catch (EvalException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UsageException("the result cannot be written: " + e.getMessage() + ". Choose another --out.", e);
        }
    }

    private void check(List<EvalSet> sets) {
        if (format != CommonOptions.Format.TEXT && format != CommonOptions.Format.JSON) {
            throw new UsageException("eval prints text or json.");
        }
        List<String> names = sets.stream()
                .flatMap(set -> set.intents().stream())
                .map(EvalIntent::name)
                .toList();
        only.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
            throw new UsageException("--only: no wish is called " + name + ".");
        });
    }

    private EvalTable run(List<EvalSet> sets, GateConfig given, GateConfig.Model model)
            throws GateException, IOException {
        ModelSettings settings = ModelKeys.settings(model, console.environment());
        Path thrownAway = Files.createTempDirectory("lockkeeper-eval");
        try {
            Map<String, String> environment = new HashMap<>(gates.environment());
            environment.put("XDG_STATE_HOME", thrownAway.toString());
            environment.put("LOCKKEEPER_KEY_FILE", thrownAway.resolve("key.pem").toString());
            Gates untrusted = new Gates(environment, gates.clock());
            List<EvalResult> results = new ArrayList<>();
            for (EvalSet set : sets) {
                GateConfig own = beside(set);
                Evaluation evaluation = new Evaluation(new Evaluation.Parts(
                        untrusted,
                        model,
                        settings,
                        DryRunsOnShadow.configured(own, false, console, gates),
                        new PromptTemplates(Path.of("prompts")),
                        new ShadowTrials(
                                DryRunsOnShadow.databases(given, console, gates),
                                ShadowSources.choice(given.shadow().mode()),
                                gates.reader())));
                Production production = Production.read(set.context(), gates.schemas())
                        .declaring(own.source().declared());
                for (EvalIntent intent : set.intents()) {
                    if (only.isEmpty() || only.contains(intent.name())) {
                        results.add(evaluation.run(set, intent, own, production));
                        console.err().println("lockkeeper: " + set.name() + "/" + intent.name() + " done");
                    }
                }
            }
            return new EvalTable(settings.display(), results);
        } finally {
            delete(thrownAway);
        }
    }

    /** The gate judges as the file beside the set says. */
    private static GateConfig beside(EvalSet set) throws GateException {
        return GateConfigReader.find(
                Optional.ofNullable(set.file().toAbsolutePath().getParent()).orElse(Path.of("/")));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
