package dev.lockkeeper.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The Responses API, streamed (platform.openai.com/docs/api-reference/responses-streaming). */
record OpenAiWire(ObjectMapper mapper) implements StubModel.Wire {
    @Override
    public List<String> results(JsonNode request) {
        List<String> results = new ArrayList<>();
        for (JsonNode item : request.path("input")) {
            if (item.path("type").asText().endsWith("_call_output")) {
                results.add(text(item.path("output")));
            }
        }
        return results;
    }

    private static String text(JsonNode output) {
        return output.isTextual()
                ? output.asText()
                : String.join(
                        "\n",
                        StreamSupport.stream(output.spliterator(), false)
                                .map(block -> block.path("text").asText())
                                .toList());
    }

    /** Tools of servers are offered inside of namespaces, and called by both names. */
    @Override
    public String call(int step, StubModel.Call call, JsonNode request) {
        ObjectNode item = mapper.createObjectNode().put("id", "item_" + step).put("call_id", "call_" + step);
        if (call.arguments().startsWith("{")) {
            item.put("type", "function_call").put("arguments", call.arguments());
        } else {
            item.put("type", "custom_tool_call").put("input", call.arguments());
        }
        int slash = call.tool().indexOf('/');
        if (slash > 0) {
            item.put("namespace", call.tool().substring(0, slash));
        }
        return response(item.put("name", call.tool().substring(slash + 1)));
    }

    @Override
    public String text(String text) {
        ObjectNode item = mapper.createObjectNode()
                .put("id", "item_end")
                .put("type", "message")
                .put("role", "assistant");
        item.putArray("content").addObject().put("type", "output_text").put("text", text);
        return response(item);
    }

    private String response(ObjectNode item) {
        ObjectNode created = mapper.createObjectNode().put("type", "response.created");
        created.putObject("response").put("id", "resp_1");
        ObjectNode done = mapper.createObjectNode().put("type", "response.output_item.done");
        done.put("output_index", 0).set("item", item);
        ObjectNode completed = mapper.createObjectNode().put("type", "response.completed");
        ObjectNode usage = completed.putObject("response").put("id", "resp_1").putObject("usage");
        usage.put("input_tokens", 1).put("output_tokens", 1).put("total_tokens", 2);
        return ServerEvents.of(created, done, completed);
    }
}
