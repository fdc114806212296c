package dev.lockkeeper.eval;

import dev.lockkeeper.draft.ModelStub;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.draft.Provider;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRun;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Evaluations with a scripted model and real throwaway servers. */
final class EvalBench {
    static final Path FOLDER = Path.of("..", "examples", "eval");
    static final EvalSet SHOP = EvalReader.read(FOLDER.resolve("shop.yaml"));
    static final EvalSet LIBRARY = EvalReader.read(FOLDER.resolve("library.yaml"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final Gates gates;

    /** {@code folder} takes key and log. */
    EvalBench(Path folder) {
        this.folder = folder;
        this.gates = new Gates(
                Map.of(
                        "XDG_STATE_HOME", folder.toString(),
                        "LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString()),
                Clock.systemUTC());
    }

    static EvalIntent intent(EvalSet set, String name) {
        return set.intents().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The set's production, on a server of this major. */
    Production production(EvalSet set, int major) throws Exception {
        Path context = Files.writeString(
                folder.resolve("context-" + major + ".json"),
                Files.readString(set.context())
                        .replace("\"16.6\"", "\"" + major + "\"")
                        .replaceFirst(
                                "(\"schema_file\": *\")",
                                "$1" + set.context().toAbsolutePath().getParent() + "/"));
        return Production.read(context, gates.schemas());
    }

    EvalResult run(EvalSet set, EvalIntent intent, int major, Provider provider, ModelStub.Script script)
            throws Exception {
        GateConfig config = GateConfigReader.read(FOLDER.resolve("lockkeeper.yaml"));
        try (ModelStub stub = new ModelStub(script)) {
            GateConfig.Model model = new GateConfig.Model(
                    provider,
                    stub.base(provider),
                    "scripted",
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    PATIENCE,
                    4_000,
                    4,
                    Optional.empty());
            return new Evaluation(new Evaluation.Parts(
                            gates,
                            model,
                            stub.settings(provider, PATIENCE),
                            (request, version, progress) -> new DryRun(
                                            Bench.databases(), ShadowChoice.EMBEDDED, gates.reader())
                                    .run(request, version),
                            new PromptTemplates(folder),
                            new ShadowTrials(Bench.databases(), ShadowChoice.EMBEDDED, gates.reader())))
                    .run(set, intent, config, production(set, major));
        }
    }

    /** The naive model: it answers with the SQL that the set has for it, whatever the gate says. */
    EvalResult naive(EvalSet set, EvalIntent intent, int major, Provider provider) throws Exception {
        return run(set, intent, major, provider, (number, request) -> ModelStub.draft(intent.naive(), ""));
    }
}
