package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.draft.PromptException;
import dev.lockkeeper.gate.DraftOrder;
import dev.lockkeeper.gate.DraftRun;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** {@code draft_migration}: the configured model drafts and the gate judges; without a model, the filled prompt. */
final class DraftTool implements Tool {
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final String EXAMPLE = "{\"intent\": \"add a status to orders, default pending\"}";

    private final Service service;

    DraftTool(Service service) {
        this.service = service;
    }

    @Override
    public McpSchema.Tool described() {
        return McpSchema.Tool.builder()
                .name("draft_migration")
                .description(
                        "Lets the configured model draft a migration and judges it like review_migration; without a model returns the prompt for your own draft.")
                .inputSchema(Schemas.object(
                        List.of("intent"),
                        "intent",
                        Schemas.text("The change in plain words."),
                        "answers",
                        Schemas.list(Schemas.text(), "What the person answered to its questions."),
                        "database",
                        Schemas.database()))
                .outputSchema(Schemas.review())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        DraftOrder order = new DraftOrder(given.required("intent"), given.texts("answers"), "agent");
        try {
            ServedDatabase database = service.database(given.optional("database"));
            AtomicReference<String> stage = new AtomicReference<>("waits for its turn");
            Future<Drafting.Outcome> work = service.reviews()
                    .inTurn(() -> service.drafting().draft(order, database, (at, fraction) -> stage.set(at)));
            return switch (outcome(work, stage, call.client())) {
                case Drafting.Outcome.PromptOnly only ->
                    nothing(
                            "unavailable",
                            "Not drafted: " + only.why() + ".",
                            Map.of("checklist", only.checklist()),
                            Optional.of(only.prompt()));
                case Drafting.Outcome.Unavailable broken ->
                    nothing(
                            "unavailable",
                            "Not drafted: " + broken.reason() + " " + broken.nextStep(),
                            Map.of(),
                            Optional.empty());
                case Drafting.Outcome.Drafted(DraftRun run) -> drafted(run, order, database);
            };
        } catch (GateException | QueueFullException | PromptException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException("the draft failed by an error of Lockkeeper's own: report it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("cancelled", e);
        }
    }

    /** Tells the client from its own thread how far the work is. */
    private static Drafting.Outcome outcome(Future<Drafting.Outcome> work, AtomicReference<String> stage, Client client)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return work.get(BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                client.progress(String.valueOf(stage.get()));
            } catch (InterruptedException e) {
                work.cancel(true);
                throw e;
            }
        }
    }

    private McpSchema.CallToolResult drafted(DraftRun run, DraftOrder order, ServedDatabase database) {
        if (run.end() instanceof DraftRun.End.Asks asks) {
            return nothing(
                    "needs_decision",
                    "Ask the person the questions, and call draft_migration again with answers.",
                    Map.of("questions", asks.questions(), "draft", DraftReply.of(run.story())),
                    Optional.empty());
        }
        if (run.result().isEmpty() || run.end() instanceof DraftRun.End.Failed) {
            return nothing(
                    "unavailable",
                    "Not drafted: " + run.story().end(),
                    Map.of("draft", DraftReply.of(run.story())),
                    Optional.empty());
        }
        GateResult result = run.result().get();
        Review review = service.reviews().keep(order(order, database, result), result);
        return Reply.of(review, review.state(), Optional.empty());
    }

    private static ReviewOrder order(DraftOrder order, ServedDatabase database, GateResult result) {
        return ReviewOrder.drafted(
                database.name(),
                result.report().migration().name(),
                result.report().migration().text(),
                order.requester());
    }

    private static McpSchema.CallToolResult nothing(
            String verdict, String next, Map<String, Object> more, Optional<String> prompt) {
        Map<String, Object> structure = new LinkedHashMap<>();
        structure.put("verdict", verdict);
        structure.putAll(more);
        structure.put("next", next);
        McpSchema.CallToolResult.Builder result = McpSchema.CallToolResult.builder()
                .addTextContent(ReplyText.of(structure))
                .structuredContent(structure);
        prompt.ifPresent(result::addTextContent);
        return result.build();
    }
}
