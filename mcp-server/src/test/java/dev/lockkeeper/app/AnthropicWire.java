package dev.lockkeeper.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The Messages API, streamed (docs.claude.com/en/api/messages-streaming). */
record AnthropicWire(ObjectMapper mapper) implements StubModel.Wire {
    @Override
    public List<String> results(JsonNode request) {
        List<String> results = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    results.add(text(block.path("content")));
                }
            }
        }
        return results;
    }

    private static String text(JsonNode content) {
        return content.isTextual()
                ? content.asText()
                : String.join(
                        "\n",
                        StreamSupport.stream(content.spliterator(), false)
                                .map(block -> block.path("text").asText())
                                .toList());
    }

    @Override
    public String call(int step, StubModel.Call call, JsonNode request) {
        ObjectNode block = mapper.createObjectNode()
                .put("type", "tool_use")
                .put("id", "toolu_" + step)
                .put("name", call.tool());
        block.putObject("input");
        ObjectNode delta =
                mapper.createObjectNode().put("type", "input_json_delta").put("partial_json", call.arguments());
        return message(block, delta, "tool_use");
    }

    @Override
    public String text(String text) {
        return message(
                mapper.createObjectNode().put("type", "text").put("text", ""),
                mapper.createObjectNode().put("type", "text_delta").put("text", text),
                "end_turn");
    }

    private String message(ObjectNode block, ObjectNode delta, String reason) {
        ObjectNode start = event("message_start");
        ObjectNode message = start.putObject("message")
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "stub");
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 1).put("output_tokens", 1);
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", reason).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", 1);
        ObjectNode blockStart = event("content_block_start").put("index", 0);
        blockStart.set("content_block", block);
        ObjectNode blockDelta = event("content_block_delta").put("index", 0);
        blockDelta.set("delta", delta);
        return ServerEvents.of(
                start, blockStart, blockDelta, event("content_block_stop").put("index", 0), end, event("message_stop"));
    }

    private ObjectNode event(String type) {
        return mapper.createObjectNode().put("type", type);
    }
}
