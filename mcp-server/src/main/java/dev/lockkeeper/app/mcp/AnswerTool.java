package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.Service;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Optional;

/** {@code answer_questions}: the same migration again, with answers to the checklist. */
final class AnswerTool implements Tool {
    private static final String EXAMPLE =
            "{\"review_id\": \"r-…\", \"answers\": [{\"id\": \"…\", \"answer\": \"…\", \"source\": \"…\"}]}";

    private final Service service;
    private final Asking asking;

    AnswerTool(Service service) {
        this.service = service;
        this.asking = new Asking(service.reviews());
    }

    @Override
    public McpSchema.Tool described() {
        return McpSchema.Tool.builder()
                .name("answer_questions")
                .description(
                        "Answers unanswered checklist items of a review and judges again. What a reviewer must decide is not decided here.")
                .inputSchema(Schemas.object(
                        List.of("review_id", "answers"), "review_id", Schemas.text(), "answers", ReviewTool.answers()))
                .outputSchema(Schemas.review())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        Review asked = GetReviewTool.find(service, given.required("review_id"));
        Review review = asking.submit(asked.order().answering(ReviewTool.answers(given, "answers")));
        return Reply.of(review, asking.wait(review, call.client()), Optional.empty());
    }
}
