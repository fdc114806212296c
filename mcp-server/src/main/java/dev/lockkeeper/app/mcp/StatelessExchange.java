package dev.lockkeeper.app.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import reactor.core.publisher.Mono;

/** An exchange that says, in the words of the stateless revision, which capability of the client a handler misses. */
final class StatelessExchange extends McpAsyncServerExchange {
    private final McpSchema.ClientCapabilities capabilities;

    StatelessExchange(StatelessSession session, McpSchema.ClientCapabilities capabilities) {
        super("", session, capabilities, Offer.SERVER, McpTransportContext.EMPTY);
        this.capabilities = capabilities;
    }

    @Override
    public Mono<McpSchema.CreateMessageResult> createMessage(McpSchema.CreateMessageRequest request) {
        return capabilities.sampling() == null ? missing("sampling") : super.createMessage(request);
    }

    @Override
    public Mono<McpSchema.ElicitResult> createElicitation(McpSchema.ElicitRequest request) {
        return capabilities.elicitation() == null ? missing("elicitation") : super.createElicitation(request);
    }

    @Override
    public Mono<McpSchema.ListRootsResult> listRoots(String cursor) {
        return capabilities.roots() == null ? missing("roots") : super.listRoots(cursor);
    }

    private static <T> Mono<T> missing(String capability) {
        return Mono.error(new RpcFailure(
                400,
                RpcFailure.MISSING_CAPABILITY,
                "Missing required client capability",
                Map.of("requiredCapabilities", Map.of(capability, Map.of()))));
    }
}
