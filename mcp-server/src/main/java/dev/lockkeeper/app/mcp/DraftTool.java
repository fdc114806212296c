package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.DraftLoop;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** {@code draft_migration}: the configured model drafts and the gate judges; without a model, the filled prompt. */
final class DraftTool implements Tool {
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
                        "database",
                        Schemas.database()))
                .outputSchema(Schemas.review())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        String intent = given.required("intent");
        try {
            ServedDatabase database = service.database(given.optional("database"));
            Future<Drafting.Outcome> work =
                    service.reviews().inTurn(() -> service.drafting().draft(intent, database, "agent"));
            call.client().progress("the model drafts");
            return switch (work.get()) {
                case Drafting.Outcome.PromptOnly(String prompt, String why) ->
                    nothing("unavailable", "Not drafted: " + why + ".", Optional.of(prompt));
                case Drafting.Outcome.Drafted(DraftLoop.Outcome outcome) -> drafted(outcome, database);
            };
        } catch (GateException | QueueFullException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException("the draft failed by an error of Lockkeeper's own: report it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("cancelled", e);
        }
    }

    private McpSchema.CallToolResult drafted(DraftLoop.Outcome outcome, ServedDatabase database) {
        if (outcome.rounds().isEmpty()) {
            return nothing(
                    "unavailable",
                    outcome.failure()
                            .map(failure -> "Not drafted: " + failure.reason() + " " + failure.nextStep())
                            .orElse("Not drafted."),
                    Optional.empty());
        }
        GateResult result = outcome.rounds().getLast().result();
        ReviewOrder order = new ReviewOrder(
                Optional.of(database.name()),
                result.report().migration().name(),
                result.report().migration().text(),
                Optional.of(outcome.rounds().getLast().proposal().rollbackSql()),
                Optional.empty(),
                List.of(),
                List.of(),
                true,
                "agent");
        service.reviews().keep(order, result);
        Review review = GetReviewTool.find(service, result.report().reviewId());
        return Reply.of(review, review.state(), Optional.empty());
    }

    private static McpSchema.CallToolResult nothing(String verdict, String next, Optional<String> prompt) {
        Map<String, Object> structure = new LinkedHashMap<>();
        structure.put("verdict", verdict);
        structure.put("next", next);
        McpSchema.CallToolResult.Builder result = McpSchema.CallToolResult.builder()
                .addTextContent("verdict: " + verdict + "\nnext: " + next)
                .structuredContent(structure);
        prompt.ifPresent(result::addTextContent);
        return result.build();
    }
}
