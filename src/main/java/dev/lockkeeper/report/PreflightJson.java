package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.preflight.Answer;
import dev.lockkeeper.preflight.Answered;
import dev.lockkeeper.preflight.Check;
import java.util.List;
import java.util.Optional;

/** Pre-flight checks as one JSON document (docs/schemas/preflight.schema.json). */
public final class PreflightJson {
    private PreflightJson() {}

    public static String render(List<Answered> answers, PgVersion version, Optional<String> asked) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema_version", 1);
        document.put("postgres_version", version.text());
        asked.ifPresent(where -> document.put("asked", where));
        ArrayNode checks = document.putArray("checks");
        answers.forEach(answered -> check(checks.addObject(), answered));
        return document.toPrettyString() + "\n";
    }

    private static void check(ObjectNode node, Answered answered) {
        Check check = answered.check();
        node.put("migration", check.migration());
        node.put("step", check.step());
        node.put("table", check.table().toString());
        check.columns().forEach(node.putArray("columns")::add);
        node.put("sqlstate", check.sqlState());
        node.put("message", check.message());
        if (check.question() instanceof Check.Question.Count count) {
            node.put("query", count.query());
        }
        switch (answered.answer()) {
            case Answer.Counted counted ->
                node.put("state", "counted")
                        .put("count", counted.count())
                        .put("more", counted.more())
                        .put("counted_at", counted.at().toString())
                        .put("millis", counted.millis());
            case Answer.Failed failed ->
                node.put("state", "failed").put("reason", failed.reason()).put("next_step", failed.nextStep());
            case Answer.NotAsked not -> node.put("state", "not_counted").put("reason", not.why());
        }
    }
}
