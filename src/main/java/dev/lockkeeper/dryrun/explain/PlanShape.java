package dev.lockkeeper.dryrun.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.grammar.JsonTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the planner chose.
 *
 * @param cost total cost in the planner's units (one page read in sequence)
 * @param rows rows that it expects
 * @param accesses how each relation is read, in the order of the plan
 */
public record PlanShape(double cost, double rows, List<Access> accesses) {
    private static final int SHOWN = 4;

    public PlanShape {
        accesses = List.copyOf(accesses);
    }

    /** Reads {@code EXPLAIN (VERBOSE, FORMAT JSON)}. */
    static PlanShape read(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            JsonNode plan = JsonTree.read(parser).path(0).path("Plan");
            if (!plan.isObject()) {
                throw new IOException("EXPLAIN answered without a plan");
            }
            List<Access> accesses = new ArrayList<>();
            collect(plan, accesses);
            return new PlanShape(
                    plan.path("Total Cost").asDouble(), plan.path("Plan Rows").asDouble(), accesses);
        }
    }

    private static void collect(JsonNode node, List<Access> accesses) {
        String type = node.path("Node Type").asText();
        if (node.has("Relation Name") && !type.equals("ModifyTable")) {
            Set<String> indexes = new LinkedHashSet<>();
            indexes(node, indexes);
            accesses.add(new Access(
                    QualifiedName.of(
                            node.path("Schema").asText("public"),
                            node.path("Relation Name").asText()),
                    type,
                    List.copyOf(indexes)));
        }
        node.path("Plans").forEach(child -> collect(child, accesses));
    }

    /** A bitmap's indexes stand in the nodes below it. */
    private static void indexes(JsonNode node, Set<String> indexes) {
        if (node.has("Index Name")) {
            indexes.add(node.path("Index Name").asText());
        }
        node.path("Plans").forEach(child -> {
            if (!child.has("Relation Name")) {
                indexes(child, indexes);
            }
        });
    }

    /** One line for people: nodes, rows, cost. */
    public String display() {
        String nodes = accesses.isEmpty()
                ? "no table is read"
                : accesses.stream().map(Access::display).distinct().limit(SHOWN).collect(Collectors.joining(" + "))
                        + (accesses.stream().map(Access::display).distinct().count() > SHOWN ? " + …" : "");
        return nodes + String.format(Locale.ROOT, "; rows %,.0f; cost %,.0f", rows, cost);
    }
}
