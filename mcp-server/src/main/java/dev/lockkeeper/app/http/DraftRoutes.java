package dev.lockkeeper.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.DraftLoop;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import io.javalin.http.Context;
import java.util.List;
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
        JsonBody body = bodies.read(context, EXAMPLE, Set.of("intent", "database"));
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
        String intent = body.required("intent");
        ServedDatabase database = databases.of(body.optional("database"), "database");
        Drafting.Outcome outcome = Patience.wait(
                service.reviews().inTurn(() -> service.drafting().draft(intent, database, "http")),
                "the draft",
                context);
        switch (outcome) {
            case Drafting.Outcome.PromptOnly(String prompt, String why) ->
                context.json(JsonNodeFactory.instance
                        .objectNode()
                        .put("state", "prompt_only")
                        .put("why", why)
                        .put("prompt", prompt));
            case Drafting.Outcome.Drafted(DraftLoop.Outcome rounds) -> drafted(context, rounds, database);
        }
    }

    private void drafted(Context context, DraftLoop.Outcome outcome, ServedDatabase database) {
        if (outcome.rounds().isEmpty()) {
            throw Problem.of(
                            503,
                            "not-drafted",
                            outcome.failure().map(failure -> failure.reason()).orElse("the model drafted nothing"),
                            outcome.failure().map(failure -> failure.nextStep()).orElse("Ask again."))
                    .refusal();
        }
        GateResult result = outcome.rounds().getLast().result();
        Review review = service.reviews()
                .keep(
                        new ReviewOrder(
                                Optional.of(database.name()),
                                result.report().migration().name(),
                                result.report().migration().text(),
                                Optional.of(
                                        outcome.rounds().getLast().proposal().rollbackSql()),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                true,
                                "http"),
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
