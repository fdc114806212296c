package dev.lockkeeper.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.gate.DraftOrder;
import dev.lockkeeper.gate.DraftRun;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.report.DraftText;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.Set;

/** Drafts by the configured model, judged; without a model the prompt for the client's own. */
final class DraftRoutes {
    private static final String EXAMPLE = "{\"intent\": \"add a status to orders, default pending\"}";

    private final Service service;
    private final Databases databases;
    private final Bodies bodies;
    private final DraftKeys keys;

    DraftRoutes(Service service, Databases databases, Bodies bodies) {
        this.databases = databases;
        this.service = service;
        this.bodies = bodies;
        this.keys = new DraftKeys(service.reviews());
    }

    void add(Routing routing) {
        routing.post("/api/v1/drafts", this::draft);
    }

    private void draft(Context context) throws GateException, QueueFullException, InterruptedException {
        JsonBody body = bodies.read(context, EXAMPLE, Set.of("intent", "answers", "database"));
        Optional<Review> before = keys.begin(context, body.digest());
        if (before.isPresent()) {
            show(context, before.get());
            return;
        }
        try {
            draft(context, body);
        } finally {
            keys.end(context);
        }
    }

    private void draft(Context context, JsonBody body) throws GateException, QueueFullException, InterruptedException {
        ServedDatabase database = databases.of(body.optional("database"), "database");
        DraftOrder order = order(body);
        Drafting.Outcome outcome = Patience.wait(
                service.reviews().inTurn(() -> service.drafting().draft(order, database, Progress.SILENT)),
                "the draft",
                context);
        switch (outcome) {
            case Drafting.Outcome.PromptOnly only -> {
                ObjectNode node = JsonNodeFactory.instance
                        .objectNode()
                        .put("state", "prompt_only")
                        .put("why", only.why())
                        .put("prompt", only.prompt())
                        .put("schema", only.schema());
                ArrayNode checklist = node.putArray("checklist");
                only.checklist().forEach(checklist::add);
                context.json(node);
            }
            case Drafting.Outcome.Unavailable broken -> throw refused(broken.reason(), broken.nextStep());
            case Drafting.Outcome.Drafted(DraftRun run) -> drafted(context, run, order, database);
        }
    }

    private static DraftOrder order(JsonBody body) {
        try {
            return new DraftOrder(body.required("intent"), body.texts("answers"), "http");
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "wrong-request", String.valueOf(e.getMessage()), "Call it like this: " + EXAMPLE)
                    .refusal();
        }
    }

    private static Refusal refused(String reason, String nextStep) {
        return Problem.of(503, "not-drafted", reason, nextStep).refusal();
    }

    private void drafted(Context context, DraftRun run, DraftOrder order, ServedDatabase database) {
        if (run.end() instanceof DraftRun.End.Asks asks) {
            ObjectNode node = JsonNodeFactory.instance.objectNode().put("state", "questions");
            ArrayNode questions = node.putArray("questions");
            asks.questions().forEach(questions::add);
            node.set("draft", DraftText.tree(run.story()));
            context.json(node);
            return;
        }
        if (run.end() instanceof DraftRun.End.Failed(var failure)) {
            throw refused(failure.reason(), failure.nextStep());
        }
        if (run.result().isEmpty()) {
            throw refused(run.story().end(), "Ask again, or use another model.");
        }
        GateResult result = run.result().get();
        Review review = service.reviews()
                .keep(
                        ReviewOrder.drafted(
                                database.name(),
                                result.report().migration().name(),
                                result.report().migration().text(),
                                order.requester()),
                        result);
        keys.keep(context, review);
        show(context, review);
    }

    private static void show(Context context, Review review) {
        context.status(201)
                .header("Location", "/api/v1/reviews/" + review.id())
                .json(ReviewJson.whole(review, review.state()));
    }
}
