package dev.lockkeeper.draft;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Fills prompts for one database with what matters for some tables, within a number of tokens. Everything from
 * production stands there as quoted data, one line a fact.
 */
public final class PromptBook {
    /** Tokens (o200k) that facts of production, hazards and conventions may take together. */
    public static final int BUDGET = 6_000;

    private static final double FACTS = 0.7;
    private static final double HAZARDS = 0.22;

    private final PromptTemplates templates;
    private final Database database;
    private final int budget;

    /**
     * What is known of the database.
     *
     * @param checklist the questions every migration is held to
     * @param history texts of earlier migrations
     * @param shareWorkload whether texts of queries may be in the prompt
     */
    public record Database(
            Catalog catalog,
            ProductionContext context,
            PgVersion version,
            List<String> checklist,
            List<String> history,
            boolean shareWorkload) {
        public Database {
            checklist = List.copyOf(checklist);
            history = List.copyOf(history);
        }
    }

    public PromptBook(PromptTemplates templates, Database database, int budget) {
        this.templates = templates;
        this.database = database;
        this.budget = budget;
    }

    public ProductionBrief brief() {
        return new ProductionBrief(
                database.catalog(), database.context(), database.version(), database.shareWorkload());
    }

    /** The tables are those the inputs name, when none are given. */
    public String fill(String name, PromptInputs inputs, List<QualifiedName> tables) {
        ProductionBrief brief = brief();
        String words = inputs.intent() + "\n" + String.join("\n", inputs.said()) + "\n" + inputs.migration();
        List<QualifiedName> touched = tables.isEmpty() ? brief.tablesIn(words) : tables;
        TableSize.Band band = touched.stream()
                .map(database.context()::size)
                .map(TableSize::band)
                .max(Comparator.comparingInt(PromptBook::weight))
                .orElse(TableSize.Band.UNKNOWN);
        Map<String, String> production = Map.of(
                "facts", BudgetedLines.of(brief.lines(touched), (int) (budget * FACTS)),
                "hazards", BudgetedLines.of(HazardNotes.of(words, database.version(), band), (int) (budget * HAZARDS)),
                "conventions",
                        BudgetedLines.of(Conventions.of(database.catalog(), database.history()), (int)
                                (budget * (1 - FACTS - HAZARDS))),
                "checklist",
                        database.checklist().isEmpty()
                                ? "- (none)"
                                : String.join(
                                        "\n",
                                        database.checklist().stream()
                                                .map(item -> "- " + item)
                                                .toList()));
        String filled = templates.fill(name, inputs.values(production));
        return new WorkloadWords(database.context(), database.shareWorkload()).hide(filled);
    }

    private static int weight(TableSize.Band band) {
        return switch (band) {
            case NEW -> 0;
            case SMALL -> 1;
            case UNKNOWN -> 2;
            case LARGE -> 3;
        };
    }
}
