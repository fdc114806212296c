package dev.lockkeeper.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.GrammarResult;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.Set;

/**
 * Reads SQL that the planner wrote with the same parser and effect model that judge people's SQL, so that a
 * step's predicted locks are never a second opinion.
 */
public final class Reanalysis {
    private static final Set<String> POSITIONS = Set.of(
            "location", "stmt_location", "stmt_len", "list_start", "list_end", "rexpr_list_start", "rexpr_list_end");

    private final ScriptReader reader;
    private final PostgresGrammar grammar;

    public Reanalysis(ScriptReader reader, PostgresGrammar grammar) {
        this.reader = reader;
        this.grammar = grammar;
    }

    /** Whether two texts have the same syntax tree, apart from positions. */
    public boolean sameMeaning(String one, String other) {
        return grammar.parse(one) instanceof GrammarResult.Parsed a
                && grammar.parse(other) instanceof GrammarResult.Parsed b
                && withoutPositions(a.tree()).equals(withoutPositions(b.tree()));
    }

    private static JsonNode withoutPositions(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode kept = object.objectNode();
            object.properties().stream()
                    .filter(field -> !POSITIONS.contains(field.getKey()))
                    .forEach(field -> kept.set(field.getKey(), withoutPositions(field.getValue())));
            return kept;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode kept = array.arrayNode();
            array.forEach(element -> kept.add(withoutPositions(element)));
            return kept;
        }
        return node;
    }

    /** Analyses {@code sql} as a script of its own in the situation of {@code like}, starting from {@code catalog}. */
    public Analysis of(String sql, Catalog catalog, Analysis like) {
        return Analyzer.analyze(read(sql), catalog, like.context(), like.version(), Framework.PLAIN, true);
    }

    public Script read(String sql) {
        return switch (reader.read("plan", sql)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable ->
                throw new PlanningException(
                        "the planner wrote SQL that PostgreSQL does not read: " + unreadable.message() + "\n" + sql);
        };
    }
}
