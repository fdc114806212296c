package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.explain.Explained;
import dev.lockkeeper.dryrun.explain.PlanShape;
import java.util.Locale;

/** Production's queries before and after each phase, as JSON. */
final class QueriesJson {
    private QueriesJson() {}

    static ObjectNode tree(QueryComparison queries) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("compared", queries.compared());
        ArrayNode lost = node.putArray("lost_an_index");
        queries.worse().stream()
                .filter(each -> each.how() == QueryComparison.How.LOST_INDEX)
                .forEach(each -> lost.addObject().put("phase", each.phase()).put("what", each.what()));
        ArrayNode worse = node.putArray("worse");
        queries.worse()
                .forEach(each -> worse.addObject()
                        .put("phase", each.phase())
                        .put("how", each.how().name().toLowerCase(Locale.ROOT))
                        .put("what", each.what()));
        ArrayNode plans = node.putArray("plans");
        queries.plans().forEach(query -> {
            ObjectNode each = plans.addObject().put("query", query.label());
            each.set("before", plan(query.before()));
            ArrayNode after = each.putArray("after");
            query.after().forEach(phase -> {
                ObjectNode one = after.addObject().put("phase", phase.phase());
                switch (phase.plan()) {
                    case Explained.Planned planned -> one.set("plan", plan(planned.plan()));
                    case Explained.Refused refused ->
                        one.putObject("refused")
                                .put("sqlstate", refused.sqlState())
                                .put("message", refused.message());
                }
            });
        });
        return node;
    }

    private static ObjectNode plan(PlanShape plan) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("cost", plan.cost()).put("rows", plan.rows());
        ArrayNode reads = node.putArray("reads");
        plan.accesses().forEach(access -> reads.add(access.display()));
        return node;
    }
}
