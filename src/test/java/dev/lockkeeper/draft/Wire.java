package dev.lockkeeper.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How the four providers stream an answer. */
final class Wire {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Wire() {}

    static String text(Provider provider, String text, boolean cut) {
        int half = text.length() / 2;
        return begin(provider)
                + piece(provider, text.substring(0, half))
                + piece(provider, text.substring(half))
                + end(provider, cut ? "length" : "stop");
    }

    private static String begin(Provider provider) {
        return provider == Provider.ANTHROPIC
                ? event(
                                "message_start",
                                "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"stub\",\"usage\":{\"input_tokens\":100,\"output_tokens\":1}}}")
                        + event(
                                "content_block_start",
                                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}")
                : "";
    }

    static String piece(Provider provider, String text) {
        String said = quoted(text);
        return switch (provider) {
            case OPENAI ->
                data(
                        "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":"
                                + said + "},\"finish_reason\":null}]}");
            case ANTHROPIC ->
                event(
                        "content_block_delta",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                                + said + "}}");
            case OLLAMA ->
                "{\"model\":\"stub\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":"
                        + said + "},\"done\":false}\n";
            case GOOGLE ->
                data("{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":" + said
                        + "}]},\"index\":0}],\"modelVersion\":\"stub\"}");
        };
    }

    private static String end(Provider provider, String why) {
        boolean cut = why.equals("length");
        return switch (provider) {
            case OPENAI ->
                data(
                                "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                                        + why + "\"}]}")
                        + data(
                                "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120}}")
                        + data("[DONE]");
            case ANTHROPIC ->
                event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                        + event(
                                "message_delta",
                                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                                        + (why.equals("tool_calls") ? "tool_use" : cut ? "max_tokens" : "end_turn")
                                        + "\"},\"usage\":{\"output_tokens\":20}}")
                        + event("message_stop", "{\"type\":\"message_stop\"}");
            case OLLAMA ->
                "{\"model\":\"stub\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\""
                        + (cut ? "length" : "stop") + "\",\"prompt_eval_count\":100,\"eval_count\":20}\n";
            case GOOGLE ->
                data(
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"\"}]},\"finishReason\":\""
                                + (cut ? "MAX_TOKENS" : "STOP")
                                + "\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":20,\"totalTokenCount\":120},\"modelVersion\":\"stub\"}");
        };
    }

    static String toolCall(Provider provider, String name, String arguments) {
        return switch (provider) {
            case OPENAI ->
                data(
                                "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\""
                                        + name + "\",\"arguments\":" + quoted(arguments)
                                        + "}}]},\"finish_reason\":null}]}")
                        + end(provider, "tool_calls");
            case ANTHROPIC ->
                event(
                                "message_start",
                                "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"stub\",\"usage\":{\"input_tokens\":100,\"output_tokens\":1}}}")
                        + event(
                                "content_block_start",
                                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\""
                                        + name + "\",\"input\":{}}}")
                        + event(
                                "content_block_delta",
                                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
                                        + quoted(arguments) + "}}")
                        + end(provider, "tool_calls");
            case OLLAMA ->
                "{\"model\":\"stub\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\""
                        + name + "\",\"arguments\":" + arguments + "}}]},\"done\":false}\n" + end(provider, "stop");
            case GOOGLE -> throw new IllegalArgumentException("no tools with this provider");
        };
    }

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    private static String event(String name, String json) {
        return "event: " + name + "\ndata: " + json + "\n\n";
    }

    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
