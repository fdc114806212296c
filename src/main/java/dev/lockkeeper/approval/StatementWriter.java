package dev.lockkeeper.approval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/** {@link ApprovalStatement} → JSON; {@link StatementReader} is the way back. */
final class StatementWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StatementWriter() {}

    static ObjectNode write(ApprovalStatement statement) {
        ApprovalContent content = statement.content();
        ObjectNode json = JSON.objectNode();
        json.put("_type", ApprovalStatement.TYPE);
        json.put("predicateType", ApprovalStatement.PREDICATE_TYPE);
        json.set("subject", array(content.subjects(), StatementWriter::subject));
        ObjectNode predicate = json.putObject("predicate");
        predicate.put("reviewId", content.reviewId());
        predicate.put("requester", content.requester());
        predicate.set("verdict", verdict(content.verdict()));
        predicate.set("input", digest(content.input()));
        predicate.set("database", database(content.database()));
        predicate
                .putObject("postgres")
                .put("major", content.postgres().major())
                .put("version", content.postgres().text());
        predicate.put("ruleSet", content.ruleSet());
        predicate.set("context", context(content.context()));
        predicate.set("phases", array(content.phases(), StatementWriter::phase));
        predicate.set("evidence", digest(content.evidence()));
        predicate.set("checklist", array(content.checklist(), StatementWriter::entry));
        predicate.set("decisions", array(content.decisions(), StatementWriter::decision));
        content.runner().ifPresent(runner -> predicate.put("runner", runner));
        predicate.put("issuedAt", statement.issuedAt().toString());
        predicate.put("expiresAt", statement.expiresAt().toString());
        predicate.put("keyId", statement.keyId().hex());
        predicate.put("trustLevel", statement.trustLevel().word());
        return json;
    }

    private static ObjectNode subject(Subject subject) {
        ObjectNode json = JSON.objectNode().put("name", subject.name());
        json.set("digest", digest(subject.digest()));
        return json;
    }

    private static ObjectNode digest(Sha256 digest) {
        return JSON.objectNode().put("sha256", digest.hex());
    }

    private static ObjectNode verdict(SignedVerdict verdict) {
        return switch (verdict) {
            case SignedVerdict.Approved() -> JSON.objectNode().put("result", "approved");
            case SignedVerdict.ApprovedThrough(int phase) ->
                JSON.objectNode().put("result", "approved-through").put("phase", phase);
        };
    }

    private static ObjectNode database(SignedDatabase database) {
        return JSON.objectNode()
                .put("systemIdentifier", database.systemIdentifier())
                .put("name", database.name())
                .put("timeline", database.timeline())
                .put("serverAddress", database.serverAddress())
                .put("port", database.port())
                .put("startedAt", database.startedAt().toString());
    }

    private static ObjectNode context(SignedContext context) {
        ObjectNode json = JSON.objectNode().put("ageSeconds", context.age().toSeconds());
        json.set("digest", digest(context.digest()));
        if (!context.tables().isEmpty()) {
            json.set(
                    "tables",
                    array(
                            context.tables(),
                            table -> JSON.objectNode()
                                    .put("name", table.name())
                                    .put("rows", table.rows())
                                    .put("bytes", table.bytes())));
        }
        context.window().ifPresent(window -> json.put("window", window));
        return json;
    }

    private static ObjectNode step(SignedStep step) {
        ObjectNode json = JSON.objectNode()
                .put("id", step.id())
                .put("title", step.title())
                .put("statements", step.statements())
                .put("rollbackStatements", step.rollbackStatements())
                .put("attempts", step.attempts());
        step.lost().ifPresent(lost -> json.put("lost", lost));
        return json;
    }

    private static ObjectNode phase(SignedPhase phase) {
        ObjectNode json = JSON.objectNode()
                .put("number", phase.number())
                .put("kind", phase.kind())
                .put("schemaBefore", phase.schemaBefore())
                .put("schemaAfter", phase.schemaAfter());
        json.set("files", names(phase.files()));
        json.set("rollback", names(phase.rollback()));
        if (!phase.steps().isEmpty()) {
            json.set("steps", array(phase.steps(), StatementWriter::step));
        }
        phase.deployBefore().ifPresent(deploy -> json.put("deployBefore", deploy));
        return json;
    }

    private static ObjectNode entry(ChecklistEntry entry) {
        return JSON.objectNode()
                .put("item", entry.item())
                .put("result", entry.result())
                .put("evidence", entry.evidence());
    }

    private static ObjectNode decision(HumanDecision decision) {
        ObjectNode json = JSON.objectNode()
                .put("reviewer", decision.reviewer())
                .put("about", decision.about())
                .put("decision", decision.decision())
                .put("reason", decision.reason())
                .put("decidedAt", decision.decidedAt().toString());
        decision.expiresAt().ifPresent(time -> json.put("expiresAt", time.toString()));
        return json;
    }

    private static ArrayNode names(List<Subject> subjects) {
        ArrayNode json = JSON.arrayNode();
        subjects.forEach(subject -> json.add(subject.name()));
        return json;
    }

    private static <T> ArrayNode array(List<T> values, Function<T, ObjectNode> write) {
        ArrayNode json = JSON.arrayNode();
        values.forEach(value -> json.add(write.apply(value)));
        return json;
    }
}
