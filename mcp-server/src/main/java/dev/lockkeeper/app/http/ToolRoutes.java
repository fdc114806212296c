package dev.lockkeeper.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.PromptInputs;
import dev.lockkeeper.draft.PromptTemplates;
import dev.lockkeeper.drift.DriftOutcome;
import dev.lockkeeper.gate.Explanation;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.report.DriftJson;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is asked around a review: context, explanations, verification, drift. */
final class ToolRoutes {
    private static final String VERIFICATION =
            "{\"files\": [{\"name\": \"01_expand.sql\", \"text\": \"…\"}], \"envelope\": \"{…}\"}";

    private final Service service;
    private final Databases databases;
    private final Bodies bodies;

    ToolRoutes(Service service, Databases databases, Bodies bodies) {
        this.databases = databases;
        this.service = service;
        this.bodies = bodies;
    }

    void add(Routing routing) {
        routing.get("/api/v1/context", this::context);
        routing.get("/api/v1/explain", this::explain);
        routing.post("/api/v1/verifications", this::verify);
        routing.get("/api/v1/drift", this::drift);
    }

    private void context(Context context) throws GateException {
        Query query = Query.of(context, "database", "tables", "intent");
        ServedDatabase database = databases.of(query.optional("database"), "database");
        String intent = query.optional("intent").orElse("");
        ProductionBrief brief = Drafting.brief(database);
        List<QualifiedName> tables = query.optional("tables").stream()
                .flatMap(all -> Stream.of(all.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(QualifiedName::typed)
                .toList();
        String facts = brief.of(tables.isEmpty() ? brief.tablesIn(intent) : tables);
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("database", database.name())
                .put("postgres_version", database.version().toString());
        database.production().context().capturedAt().ifPresent(at -> node.put("captured_at", at.toString()));
        node.put("facts", facts);
        node.put(
                "prompt",
                service.drafting().prompt(PromptTemplates.DRAFT, PromptInputs.intent(intent), tables, database));
        ArrayNode checklist = node.putArray("checklist");
        service.judge()
                .gates()
                .checklist(database.config())
                .items()
                .forEach(item -> checklist
                        .addObject()
                        .put("id", item.id())
                        .put("question", item.question())
                        .put("why", item.why()));
        context.json(node);
    }

    private void explain(Context context) throws GateException {
        Query query = Query.of(context, "subject", "database");
        String subject = query.required("subject");
        ServedDatabase database = databases.of(query.optional("database"), "database");
        String text = new Explanation(service.judge().gates())
                .of(subject, database.production(), database.version())
                .orElseThrow(() -> query.wrong("subject", "is neither a rule code nor SQL that PostgreSQL reads"));
        context.json(
                JsonNodeFactory.instance.objectNode().put("subject", subject).put("text", text));
    }

    private void verify(Context context) {
        JsonBody body = bodies.read(context, VERIFICATION, Set.of("files", "envelope"));
        Map<String, String> files = new LinkedHashMap<>();
        body.objects("files", "name", "text")
                .forEach(file -> files.put(file.getOrDefault("name", ""), file.getOrDefault("text", "")));
        files.put(DsseEnvelope.FILE_NAME, body.required("envelope"));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (service.verifying().verify(files)) {
            case VerificationOutcome.Valid valid -> {
                node.put("ok", true);
                node.putArray("reasons");
            }
            case VerificationOutcome.Invalid(var reasons) -> {
                ArrayNode array = node.put("ok", false).putArray("reasons");
                reasons.forEach(
                        reason -> array.addObject().put("file", reason.file()).put("detail", reason.detail()));
            }
        }
        context.json(node);
    }

    private void drift(Context context) throws GateException, QueueFullException, InterruptedException {
        Query query = Query.of(context, "database", "other_database");
        ServedDatabase production = databases.of(query.optional("database"), "database");
        ServedDatabase other = databases.of(Optional.of(query.required("other_database")), "other_database");
        DriftOutcome outcome = Patience.wait(
                service.reviews().inTurn(() -> service.drifts().between(other, production)), "the comparison", context);
        switch (outcome) {
            case DriftOutcome.Compared(var report) ->
                context.contentType("application/json").result(DriftJson.render(report));
            case DriftOutcome.HistoryFails fails ->
                throw Problem.of(503, "not-compared", "the history does not run", fails.nextStep())
                        .refusal();
            case DriftOutcome.Unavailable unavailable ->
                throw Problem.of(503, "not-compared", unavailable.reason(), unavailable.nextStep())
                        .refusal();
        }
    }
}
