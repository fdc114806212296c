package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.GateResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Optional;

/** {@code get_review}: state and result of a review, or one of its files, for clients that read no resources. */
final class GetReviewTool implements Tool {
    private static final String EXAMPLE = "{\"review_id\": \"r-…\"}";

    private final Service service;
    private final Asking asking;

    GetReviewTool(Service service) {
        this.service = service;
        this.asking = new Asking(service.reviews());
    }

    static Review find(Service service, String id) {
        return service.reviews()
                .find(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no review " + id + " is remembered here. Call review_migration with the SQL again."));
    }

    @Override
    public McpSchema.Tool described() {
        return McpSchema.Tool.builder()
                .name("get_review")
                .description(
                        "State and result of a review; with file, the text of one approved file or of approval.dsse.json.")
                .inputSchema(Schemas.object(List.of("review_id"), "review_id", Schemas.text(), "file", Schemas.text()))
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        Review review = find(service, given.required("review_id"));
        Optional<String> file = given.optional("file");
        ReviewState state = asking.wait(review, call.client());
        return file.isPresent() ? Tool.text(file(state, file.get())) : Reply.of(review, state, Optional.empty());
    }

    /** The exact text of an approved file. */
    static String file(ReviewState state, String path) {
        if (!(state instanceof ReviewState.Finished(GateResult result))
                || result.envelope().isEmpty()) {
            throw new IllegalArgumentException("this review is not approved: it has no files");
        }
        return Optional.ofNullable(result.written().get(path))
                .orElseThrow(() -> new IllegalArgumentException("no such file; there are "
                        + String.join(", ", result.written().keySet())));
    }
}
