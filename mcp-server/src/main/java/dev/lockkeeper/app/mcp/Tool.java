package dev.lockkeeper.app.mcp;

import io.modelcontextprotocol.spec.McpSchema;

/** One tool: how clients see it, which never changes while the server runs, and what a call does. */
interface Tool {
    McpSchema.Tool described();

    /** An {@link IllegalArgumentException} becomes an error that the agent reads: it holds the corrected call. */
    McpSchema.CallToolResult call(Call call);

    static McpSchema.CallToolResult text(String text) {
        return McpSchema.CallToolResult.builder().addTextContent(text).build();
    }
}
