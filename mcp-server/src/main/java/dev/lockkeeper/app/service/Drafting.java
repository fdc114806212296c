package dev.lockkeeper.app.service;

import dev.lockkeeper.draft.Drafter;
import dev.lockkeeper.draft.Models;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.gate.DraftLoop;
import dev.lockkeeper.gate.GateConfig;
import java.util.Map;

/** Drafts by the configured model, or the filled prompt for the client's own. */
public final class Drafting {
    private final Judge judge;
    private final PromptTemplates prompts;
    private final Map<String, String> environment;

    public Drafting(Judge judge, PromptTemplates prompts, Map<String, String> environment) {
        this.judge = judge;
        this.prompts = prompts;
        this.environment = Map.copyOf(environment);
    }

    public PromptTemplates prompts() {
        return prompts;
    }

    /** What came of asking for a draft. */
    public sealed interface Outcome {
        /** The model drafted, the gate judged each round; the last round counts. */
        record Drafted(DraftLoop.Outcome rounds) implements Outcome {}

        /** No model is configured, or its key is missing: the prompt to draft with, and why. */
        record PromptOnly(String prompt, String why) implements Outcome {}
    }

    /** The drafting prompt, filled for this intent. */
    public String prompt(String intent, ServedDatabase database) {
        ProductionBrief brief = brief(database);
        return prompts.fill(
                "draft-migration", Map.of("intent", intent, "facts", brief.of(brief.tablesIn(intent)), "findings", ""));
    }

    public Outcome draft(String intent, ServedDatabase database, String requester) {
        if (database.config().model().isEmpty()) {
            return new Outcome.PromptOnly(
                    prompt(intent, database),
                    "no language model is configured (llm: in lockkeeper.yaml): draft with this prompt and call review_migration");
        }
        GateConfig.Model model = database.config().model().get();
        String key = environment.getOrDefault(model.keyVariable(), "");
        if (key.isEmpty()) {
            return new Outcome.PromptOnly(
                    prompt(intent, database),
                    "the key of the configured model is missing (" + model.keyVariable()
                            + "): draft with this prompt and call review_migration");
        }
        Drafter drafter = new Drafter(Models.openAiCompatible(model.baseUrl(), model.name(), key), prompts);
        return new Outcome.Drafted(new DraftLoop(judge.gate(database.config(), true), drafter, model.shareWorkload())
                .draft(intent, database.production(), database.version(), requester));
    }

    /** Facts for readers on this machine or with a token: query texts included. */
    public static ProductionBrief brief(ServedDatabase database) {
        return new ProductionBrief(
                database.production().catalog(), database.production().context(), database.version(), true);
    }
}
