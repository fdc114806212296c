package dev.lockkeeper.gate;

import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.draft.DraftTools;
import dev.lockkeeper.draft.PromptBook;
import dev.lockkeeper.draft.PromptInputs;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.draft.WorkloadWords;
import dev.lockkeeper.pg.PgVersion;
import java.util.List;

/** Prompts for one database, filled, and the briefing of a wish. */
public final class Briefings {
    private final Gates gates;
    private final GateConfig config;
    private final Production production;
    private final PgVersion version;
    private final PromptTemplates templates;
    private final List<String> history;

    /** {@code history} holds the texts of the repository's migrations, newest last. */
    public Briefings(
            Gates gates,
            GateConfig config,
            Production production,
            PgVersion version,
            PromptTemplates templates,
            List<String> history) {
        this.gates = gates;
        this.config = config;
        this.production = production;
        this.version = version;
        this.templates = templates;
        this.history = List.copyOf(history);
    }

    /** For a reader on this machine or with a token, {@code share} true: texts of queries may be in it. */
    public PromptBook book(boolean share) {
        return new PromptBook(
                templates,
                new PromptBook.Database(
                        production.catalog(),
                        production.context(),
                        version,
                        gates.checklist(config).items().stream()
                                .map(Checklist.Item::question)
                                .toList(),
                        history,
                        share),
                PromptBook.BUDGET);
    }

    /** A prompt about a given migration: what its statements do is computed, not left to a model. */
    public PromptInputs about(String sql, String intent) {
        return PromptInputs.intent(intent)
                .withMigration(sql, List.of())
                .withEffects(
                        sql.isBlank()
                                ? ""
                                : new Explanation(gates)
                                        .statements(sql, production, version)
                                        .orElse("The SQL does not parse."));
    }

    /** What the model is told for this wish; without {@code share} no text of a query leaves. */
    public DraftLoop.Briefing of(DraftOrder order, boolean share) {
        PromptBook book = book(share);
        WorkloadWords words = new WorkloadWords(production.context(), share);
        PromptInputs inputs = PromptInputs.intent(order.intent()).withSaid(order.said());
        DraftTools tools = new ReadOnlyTools(book.brief(), words, gates, config, production, version);
        return new DraftLoop.Briefing() {
            @Override
            public String first() {
                return book.fill(PromptTemplates.DRAFT, inputs, List.of());
            }

            @Override
            public String repair(String draft, List<String> wrong) {
                return book.fill(PromptTemplates.REPAIR, inputs.withMigration(draft, wrong), List.of());
            }

            @Override
            public DraftTools tools() {
                return tools;
            }
        };
    }
}
