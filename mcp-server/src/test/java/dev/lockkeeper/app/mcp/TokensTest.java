package dev.lockkeeper.app.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.lockkeeper.app.Services;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.app.service.Service;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the gate costs a conversation, in tokens of o200k: the tools each time, a reply once. */
class TokensTest {
    private static final Encoding TOKENS =
            Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final McpJsonMapper JSON = new JacksonMcpJsonMapper(new ObjectMapper());
    private static final int MOST = 2_000;

    @TempDir
    private Path folder;

    @Test
    void allToolsTogether() throws Exception {
        Service service = Services.executing(folder);
        try (Reviews reviews = service.reviews()) {
            List<McpSchema.Tool> tools =
                    new ToolBox(service).all().stream().map(tool -> tool.tool()).toList();
            assertThat(tools).hasSize(8);
            assertThat(TOKENS.countTokens(JSON.writeValueAsString(tools))).isLessThan(MOST);
        }
    }

    @TestFactory
    Stream<DynamicTest> aReply() throws Exception {
        return Stream.of("create-index", "rename-column", "type-change", "whole-table-update", "drop-legacy-column")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Service service = Services.executing(folder);
                    try (Reviews reviews = service.reviews()) {
                        McpSchema.CallToolResult reply = reply(reviews, name);
                        assertThat(TOKENS.countTokens(ReplyText.of(structure(reply))))
                                .as("the text")
                                .isLessThan(MOST);
                        assertThat(TOKENS.countTokens(JSON.writeValueAsString(reply.structuredContent())))
                                .as("the structure")
                                .isLessThan(MOST);
                    }
                }));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> structure(McpSchema.CallToolResult reply) {
        return (Map<String, Object>) reply.structuredContent();
    }

    private static McpSchema.CallToolResult reply(Reviews reviews, String name) throws Exception {
        Review review = reviews.submit(new ReviewOrder(
                Optional.empty(),
                name + ".sql",
                Files.readString(Services.MIGRATIONS.resolve(name + ".sql")),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                true,
                "agent"));
        ReviewState state = review.await(Duration.ofMinutes(2));
        assertThat(state.code()).isEqualTo("finished");
        return Reply.of(review, state, Optional.empty());
    }
}
