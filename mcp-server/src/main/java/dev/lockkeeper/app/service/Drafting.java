package dev.lockkeeper.app.service;

import dev.lockkeeper.approval.ApprovalException;
import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.draft.DraftSchema;
import dev.lockkeeper.draft.ModelSettings;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.PromptException;
import dev.lockkeeper.draft.PromptInputs;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.gate.Briefings;
import dev.lockkeeper.gate.DraftOrder;
import dev.lockkeeper.gate.DraftRun;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.ModelKeys;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.PlanningException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Drafts by the configured model, or what the client's own model needs: the same for every way to ask. */
public final class Drafting {
    private final Gates gates;
    private final Function<GateConfig, Gate.DryRuns> dryRuns;
    private final PromptTemplates prompts;
    private final Path repository;
    private final Map<String, String> environment;

    /** {@code repository} holds the migrations whose habits are followed; {@code environment} the keys of models. */
    public Drafting(
            Gates gates,
            Function<GateConfig, Gate.DryRuns> dryRuns,
            PromptTemplates prompts,
            Path repository,
            Map<String, String> environment) {
        this.gates = gates;
        this.dryRuns = dryRuns;
        this.prompts = prompts;
        this.repository = repository;
        this.environment = Map.copyOf(environment);
    }

    /** What came of asking for a draft. */
    public sealed interface Outcome {
        /** The model drafted, the gate judged each round. */
        record Drafted(DraftRun run) implements Outcome {}

        /** No model is configured, or its key is missing: what to draft with, and why. */
        record PromptOnly(String prompt, String schema, List<String> checklist, String why) implements Outcome {
            public PromptOnly {
                checklist = List.copyOf(checklist);
            }
        }

        /** Nothing was drafted, because something here is broken. */
        record Unavailable(String reason, String nextStep) implements Outcome {}
    }

    /** A filled prompt for a reader on this machine or with a token; the tables of the inputs when none are given. */
    public String prompt(String name, PromptInputs inputs, List<QualifiedName> tables, ServedDatabase database) {
        return briefings(database).book(true).fill(name, inputs, tables);
    }

    /** The drafting prompt for this wish. */
    public String prompt(String intent, ServedDatabase database) {
        return prompt(PromptTemplates.DRAFT, PromptInputs.intent(intent), List.of(), database);
    }

    /** A prompt about a given migration, with what its statements do. */
    public String promptAbout(
            String name, String sql, String intent, List<QualifiedName> tables, ServedDatabase database) {
        return prompt(name, briefings(database).about(sql, intent), tables, database);
    }

    public Outcome draft(DraftOrder order, ServedDatabase database, Progress progress) {
        Optional<GateConfig.Model> model = database.config().model();
        if (model.isEmpty()) {
            return promptOnly(order, database, "no language model is configured (llm: in lockkeeper.yaml)");
        }
        ModelSettings settings;
        try {
            settings = ModelKeys.settings(model.get(), environment);
        } catch (GateException e) {
            return promptOnly(order, database, String.valueOf(e.getMessage()));
        }
        try {
            return new Outcome.Drafted(
                    gates.draftLoop(database.config(), model.get(), settings, dryRuns.apply(database.config()))
                            .run(
                                    order,
                                    briefings(database).of(order, model.get().shareWorkload()),
                                    database.production(),
                                    database.version(),
                                    progress));
        } catch (ApprovalException | PlanningException | PromptException e) {
            return new Outcome.Unavailable(
                    String.valueOf(e.getMessage()), "Mend what it names and ask again; nothing was approved.");
        }
    }

    private Outcome promptOnly(DraftOrder order, ServedDatabase database, String why) {
        return new Outcome.PromptOnly(
                prompt(
                        PromptTemplates.DRAFT,
                        PromptInputs.intent(order.intent()).withSaid(order.said()),
                        List.of(),
                        database),
                DraftSchema.TEXT,
                gates.checklist(database.config()).items().stream()
                        .map(Checklist.Item::question)
                        .toList(),
                why + ": draft with this prompt and call review_migration");
    }

    private Briefings briefings(ServedDatabase database) {
        return new Briefings(
                gates,
                database.config(),
                database.production(),
                database.version(),
                prompts,
                MigrationTexts.newest(repository, database.config().migrations()));
    }

    /** Facts for readers on this machine or with a token: query texts included. */
    public static ProductionBrief brief(ServedDatabase database) {
        return new ProductionBrief(
                database.production().catalog(), database.production().context(), database.version(), true);
    }
}
