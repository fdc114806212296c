package dev.lockkeeper.gate;

import dev.lockkeeper.approval.FileApprovalLog;
import dev.lockkeeper.approval.SigningKey;
import dev.lockkeeper.approval.SigningKeys;
import dev.lockkeeper.approval.TrustLevel;
import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.checklist.ChecklistEvaluator;
import dev.lockkeeper.checklist.ChecklistReader;
import dev.lockkeeper.draft.Drafter;
import dev.lockkeeper.draft.ModelSettings;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The composition root: builds the gate and its parts from configuration, environment and clock. */
public final class Gates {
    private final PostgresGrammar grammar = new PostgresGrammar();
    private final ScriptReader reader = new ScriptReader(grammar);
    private final Map<String, String> environment;
    private final Clock clock;

    public Gates(Map<String, String> environment, Clock clock) {
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    public ScriptReader reader() {
        return reader;
    }

    public SchemaReader schemas() {
        return new SchemaReader(reader);
    }

    public Linter linter(GateConfig config) {
        return new Linter(
                RuleBook.installed(), config.suppressions(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** The planner with every installed technique, and the timeouts that policy allows. */
    public Planner planner(GateConfig config) {
        List<Technique> techniques = new ArrayList<>();
        ServiceLoader.load(Technique.class).forEach(techniques::add);
        return new Planner(
                techniques, new Reanalysis(reader, grammar), config.policy().timeouts());
    }

    /** The gate with dry runs as {@code dryRuns} gives them. */
    public Gate gate(GateConfig config, Gate.DryRuns dryRuns) {
        Linter linter = linter(config);
        ChecklistEvaluator checklist = new ChecklistEvaluator(checklist(config));
        Signing signing = new Signing(this::key, clock, config.policy().approvalValidity());
        return new Gate(
                config,
                new Gate.Stages(reader, linter::lint, planner(config), dryRuns, checklist::evaluate, signing),
                clock);
    }

    /** The loop between a model and the gate; {@code model} says how it is reached. */
    public DraftLoop draftLoop(
            GateConfig config, GateConfig.Model model, ModelSettings settings, Gate.DryRuns dryRuns) {
        Gate quick = gate(
                config,
                (request, version, progress) ->
                        new DryRunOutcome.Skipped("the draft was turned down before it came to that"));
        return new DraftLoop(new DraftLoop.Parts(
                quick,
                gate(config, dryRuns),
                new Drafter(settings),
                FileApprovalLog.inState(environment, clock),
                model.rounds(),
                model.price()));
    }

    /** The shipped checklist with those of the repository over it. */
    public Checklist checklist(GateConfig config) {
        return config.checklists().stream().reduce(ChecklistReader.shipped("production-migration"), Checklist::with);
    }

    /** The signing key of this user; the first use creates it. */
    public SigningKey key() {
        return new SigningKeys(environment, new SecureRandom()).loadOrCreate(TrustLevel.LOCAL);
    }

    public SigningKeys keys() {
        return new SigningKeys(environment, new SecureRandom());
    }

    public Clock clock() {
        return clock;
    }

    public Map<String, String> environment() {
        return environment;
    }
}
