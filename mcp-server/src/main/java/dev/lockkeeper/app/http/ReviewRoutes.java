package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.plan.runner.RunnerNaming;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reviews: asked for, answered, looked at, cancelled. */
final class ReviewRoutes {
    private static final String EXAMPLE = "{\"sql\": \"ALTER TABLE …\"}";
    private static final String ANSWERS = "{\"answers\": [{\"id\": \"…\", \"answer\": \"…\", \"source\": \"…\"}]}";
    private static final Set<String> FIELDS = Set.of(
            "sql",
            "name",
            "database",
            "down_sql",
            "framework",
            "number",
            "after",
            "earlier",
            "checklist_answers",
            "dry_run");

    private final Reviews reviews;
    private final Databases databases;
    private final Bodies bodies;
    private final IdempotencyKeys keys;

    ReviewRoutes(Reviews reviews, Databases databases, Bodies bodies) {
        this.databases = databases;
        this.reviews = reviews;
        this.bodies = bodies;
        this.keys = new IdempotencyKeys(reviews);
    }

    void add(Routing routing, ReviewEvents events) {
        routing.post("/api/v1/reviews", this::create);
        routing.get("/api/v1/reviews", context -> json(context, ReviewJson.list(reviews.all())));
        routing.get("/api/v1/reviews/{id}", this::show);
        routing.delete("/api/v1/reviews/{id}", this::cancel);
        routing.post("/api/v1/reviews/{id}/answers", this::answer);
        routing.get("/api/v1/reviews/{id}/events", context -> events.send(context, find(context)));
        routing.get("/api/v1/reviews/{id}/files/<path>", context -> ReviewPages.file(context, find(context)));
        routing.get("/reviews/{id}", context -> ReviewPages.report(context, find(context)));
    }

    private void create(Context context) throws GateException, QueueFullException, InterruptedException {
        JsonBody body = bodies.read(context, EXAMPLE, FIELDS);
        answer(
                context,
                body.digest(),
                new ReviewOrder(
                        databases.checked(body.optional("database"), "database"),
                        body.optional("name").filter(name -> !name.isBlank()).orElse("migration.sql"),
                        body.required("sql"),
                        body.optional("down_sql"),
                        framework(body),
                        naming(body),
                        body.objects("earlier", "name", "sql").stream()
                                .map(each -> new ReviewOrder.Earlier(
                                        each.getOrDefault("name", ""), each.getOrDefault("sql", "")))
                                .toList(),
                        answers(body, "checklist_answers"),
                        body.flag("dry_run", true),
                        "http"));
    }

    private void answer(Context context) throws GateException, QueueFullException, InterruptedException {
        Review asked = find(context);
        JsonBody body = bodies.read(context, ANSWERS, Set.of("answers"));
        List<GivenAnswer> answers = answers(body, "answers");
        if (answers.isEmpty()) {
            throw Problem.of(400, "bad-field", "answers is missing", "Send " + ANSWERS + ".")
                    .member("field", "answers")
                    .refusal();
        }
        answer(context, body.digest(), asked.order().answering(answers));
    }

    private void answer(Context context, Sha256 body, ReviewOrder order)
            throws GateException, QueueFullException, InterruptedException {
        Review review = keys.submit(context, body, order);
        Optional<Duration> preferred = Patience.preferred(context);
        preferred.ifPresent(wait ->
                context.header("Preference-Applied", wait.isZero() ? "respond-async" : "wait=" + wait.toSeconds()));
        context.header("Location", "/api/v1/reviews/" + review.id());
        ReviewState state = Patience.wait(reviews, review, preferred.orElse(Patience.LONGEST), context);
        switch (state) {
            case ReviewState.Finished finished -> context.status(201);
            case ReviewState.Failed failed ->
                throw Problem.of(503, "review-failed", failed.reason(), failed.nextStep())
                        .member("review_id", review.id())
                        .refusal();
            case ReviewState.Queued queued -> context.status(202).header("Retry-After", "2");
            case ReviewState.Running running -> context.status(202).header("Retry-After", "2");
        }
        json(context, ReviewJson.whole(review, state));
    }

    private void show(Context context) throws InterruptedException {
        Review review = find(context);
        ReviewState state = review.await(Duration.ZERO);
        if (!state.ended()) {
            context.header("Retry-After", "2");
        }
        json(context, ReviewJson.whole(review, state));
    }

    private void cancel(Context context) {
        Review review = find(context);
        if (review.state().ended()) {
            throw Problem.of(409, "ended-already", "the review has ended already", "There is nothing to cancel.")
                    .refusal();
        }
        reviews.cancel(review);
        context.status(204);
    }

    private Review find(Context context) {
        return reviews.find(context.pathParam("id"))
                .orElseThrow(() -> Problem.of(
                                404,
                                "no-such-review",
                                "no such review",
                                "It was never made here, or is forgotten: ask again with the SQL.")
                        .refusal());
    }

    private static RunnerNaming naming(JsonBody body) {
        try {
            return new RunnerNaming(body.optional("number"), body.optional("after"));
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "bad-field", "number or after is wrong", String.valueOf(e.getMessage()))
                    .member("field", "number")
                    .refusal();
        }
    }

    private static Optional<Framework> framework(JsonBody body) {
        try {
            return body.optional("framework")
                    .filter(name -> !name.equals("auto"))
                    .map(Framework::parse);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "bad-field", "framework is unknown", String.valueOf(e.getMessage()))
                    .member("field", "framework")
                    .refusal();
        }
    }

    private static List<GivenAnswer> answers(JsonBody body, String field) {
        return body.objects(field, "id", "answer", "source").stream()
                .map(each -> new GivenAnswer(
                        each.getOrDefault("id", ""),
                        each.getOrDefault("answer", ""),
                        each.getOrDefault("source", ""),
                        "agent"))
                .toList();
    }

    private static void json(Context context, com.fasterxml.jackson.databind.JsonNode node) {
        context.contentType("application/json").result(node.toPrettyString());
    }
}
