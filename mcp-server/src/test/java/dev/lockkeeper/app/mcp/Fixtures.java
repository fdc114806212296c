package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What the conformance suite wants a server to offer, behind our front door: it tests the door, not the gate. */
final class Fixtures {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private static final String SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
    private static final Map<String, Object> NONE = Map.of("type", "object", "properties", Map.of());

    private Fixtures() {}

    static Offer offer() {
        return new Offer(
                "Fixtures of the conformance suite.",
                McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .prompts(false)
                        .resources(true, true)
                        .logging()
                        .completions()
                        .build(),
                tools(),
                prompts(),
                resources(),
                List.of(template()),
                List.of(new SyncCompletionSpecification(
                        new McpSchema.PromptReference("test_prompt_with_arguments"),
                        (exchange, request) -> new McpSchema.CompleteResult(
                                new McpSchema.CompleteResult.CompleteCompletion(List.of("test"), 1, false)))));
    }

    private static SyncToolSpecification tool(
            String name,
            Map<String, Object> schema,
            BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> call) {
        return new SyncToolSpecification(
                McpSchema.Tool.builder()
                        .name(name)
                        .description(name)
                        .inputSchema(schema)
                        .build(),
                call);
    }

    private static Map<String, Object> texts(String... names) {
        Map<String, Object> fields = new java.util.LinkedHashMap<>();
        for (String name : names) {
            fields.put(name, Map.of("type", "string"));
        }
        return Map.of("type", "object", "properties", fields, "required", List.of(names));
    }

    private static CallToolResult said(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }

    private static CallToolResult content(McpSchema.Content... content) {
        return CallToolResult.builder().content(List.of(content)).build();
    }

    private static McpSchema.ImageContent image() {
        return new McpSchema.ImageContent(null, PIXEL, "image/png");
    }

    private static McpSchema.EmbeddedResource embedded(String uri, String type, String text) {
        return new McpSchema.EmbeddedResource(null, new McpSchema.TextResourceContents(uri, type, text));
    }

    private static McpSchema.ElicitResult ask(
            McpSyncServerExchange exchange, String key, String message, Map<String, Object> schema) {
        McpSchema.ElicitResult answer = exchange.createElicitation(McpSchema.ElicitRequest.builder(message, schema)
                .meta(Map.of(StatelessSession.KEY, key))
                .build());
        if (answer.action() == null) {
            throw new RpcFailure(400, RpcFailure.INVALID_PARAMS, "no answer");
        }
        return answer;
    }

    private static String sample(McpSyncServerExchange exchange, String key, String prompt) {
        McpSchema.CreateMessageResult answer = exchange.createMessage(McpSchema.CreateMessageRequest.builder(
                        List.of(new McpSchema.SamplingMessage(McpSchema.Role.USER, new McpSchema.TextContent(prompt))),
                        100)
                .meta(Map.of(StatelessSession.KEY, key))
                .build());
        return ((McpSchema.TextContent) answer.content()).text();
    }

    private static void collect(ObjectNode asked, Runnable question) {
        try {
            question.run();
        } catch (InputRequired required) {
            asked.setAll(required.requests());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<SyncToolSpecification> tools() {
        return List.of(
                tool("test_simple_text", NONE, (x, r) -> said("This is a simple text response for testing.")),
                tool("test_image_content", NONE, (x, r) -> content(image())),
                tool(
                        "test_audio_content",
                        NONE,
                        (x, r) -> content(new McpSchema.AudioContent(null, SOUND, "audio/wav"))),
                tool(
                        "test_embedded_resource",
                        NONE,
                        (x, r) -> content(embedded(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content."))),
                tool(
                        "test_multiple_content_types",
                        NONE,
                        (x, r) -> content(
                                new McpSchema.TextContent("Multiple content types test:"),
                                image(),
                                embedded(
                                        "test://mixed-content-resource",
                                        "application/json",
                                        "{\"test\":\"data\",\"value\":123}"))),
                tool("test_tool_with_logging", NONE, (x, r) -> {
                    for (String line :
                            List.of("Tool execution started", "Tool processing data", "Tool execution completed")) {
                        log(x, line);
                        pause();
                    }
                    return said("logged");
                }),
                tool("test_tool_with_progress", NONE, (x, r) -> {
                    for (double step : new double[] {0, 50, 100}) {
                        if (r.progressToken() != null) {
                            x.progressNotification(
                                    new McpSchema.ProgressNotification(r.progressToken(), step, 100.0, null, null));
                        }
                        pause();
                    }
                    return said("done");
                }),
                tool(
                        "test_error_handling",
                        NONE,
                        (x, r) -> CallToolResult.builder()
                                .addTextContent("This tool intentionally returns an error for testing")
                                .isError(true)
                                .build()),
                tool(
                        "test_sampling",
                        texts("prompt"),
                        (x, r) -> said("LLM response: "
                                + sample(
                                        x,
                                        "sampled",
                                        String.valueOf(r.arguments().get("prompt"))))),
                tool("test_elicitation", texts("message"), (x, r) -> {
                    McpSchema.ElicitResult answer =
                            ask(x, "user", String.valueOf(r.arguments().get("message")), texts("username", "email"));
                    return said("User response: action=" + answer.action() + ", content=" + answer.content());
                }),
                tool(
                        "test_elicitation_sep1034_defaults",
                        NONE,
                        (x, r) -> said("Elicitation completed: " + ask(x, "defaults", "Please fill in", defaults()))),
                tool(
                        "test_elicitation_sep1330_enums",
                        NONE,
                        (x, r) -> said("Elicitation completed: " + ask(x, "enums", "Please choose", enums()))),
                tool(
                        "test_input_required_result_elicitation",
                        NONE,
                        (x, r) -> said("Hello, "
                                + ask(x, "user_name", "Your name?", texts("name"))
                                        .content()
                                        .get("name"))),
                tool(
                        "test_input_required_result_sampling",
                        NONE,
                        (x, r) -> said(sample(x, "capital_question", "What is the capital of France?"))),
                tool(
                        "test_input_required_result_list_roots",
                        NONE,
                        (x, r) -> said(x.listRoots().roots().toString())),
                tool("test_input_required_result_request_state", NONE, (x, r) -> {
                    ask(x, "confirm", "Go on?", texts("ok"));
                    return said("state-ok");
                }),
                tool("test_input_required_result_tampered_state", NONE, (x, r) -> {
                    ask(x, "confirm", "Go on?", texts("ok"));
                    return said("state-ok");
                }),
                tool("test_input_required_result_multi_round", NONE, (x, r) -> {
                    McpSchema.ElicitResult name = ask(x, "step1", "Your name?", texts("name"));
                    McpSchema.ElicitResult colour = ask(x, "step2", "Your colour?", texts("color"));
                    return said("done " + name.content() + colour.content());
                }),
                tool("test_input_required_result_multiple_inputs", NONE, (x, r) -> {
                    ObjectNode asked = new ObjectMapper().createObjectNode();
                    collect(asked, () -> ask(x, "user_name", "What is your name?", texts("name")));
                    collect(asked, () -> sample(x, "greeting", "Generate a greeting"));
                    collect(asked, x::listRoots);
                    if (!asked.isEmpty()) {
                        throw new InputRequired(asked);
                    }
                    return said("all answered");
                }),
                tool("test_input_required_result_capabilities", NONE, (x, r) -> {
                    if (x.getClientCapabilities().sampling() != null) {
                        sample(x, "s", "x");
                    } else if (x.getClientCapabilities().elicitation() != null) {
                        ask(x, "e", "Your name?", texts("name"));
                    }
                    return said("x");
                }),
                tool("test_missing_capability", NONE, (x, r) -> said(sample(x, "s", "x"))),
                tool(
                        "test_streaming_elicitation",
                        NONE,
                        (x, r) -> said(
                                "x" + ask(x, "e", "Your name?", texts("name")).content())),
                tool("test_logging_tool", NONE, (x, r) -> {
                    log(x, "log");
                    return said("x");
                }));
    }

    private static void log(McpSyncServerExchange exchange, String line) {
        exchange.loggingNotification(McpSchema.LoggingMessageNotification.builder(McpSchema.LoggingLevel.INFO, line)
                .build());
    }

    private static Map<String, Object> defaults() {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "name", Map.of("type", "string", "default", "John Doe"),
                        "age", Map.of("type", "integer", "default", 30),
                        "score", Map.of("type", "number", "default", 95.5),
                        "status",
                                Map.of(
                                        "type",
                                        "string",
                                        "enum",
                                        List.of("active", "inactive", "pending"),
                                        "default",
                                        "active"),
                        "verified", Map.of("type", "boolean", "default", true)),
                "required",
                List.of());
    }

    private static Map<String, Object> enums() {
        List<String> options = List.of("option1", "option2", "option3");
        List<Map<String, String>> titled = List.of(
                Map.of("const", "value1", "title", "First Option"),
                Map.of("const", "value2", "title", "Second Option"),
                Map.of("const", "value3", "title", "Third Option"));
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "untitledSingle", Map.of("type", "string", "enum", options),
                        "titledSingle", Map.of("type", "string", "oneOf", titled),
                        "legacyEnum",
                                Map.of(
                                        "type",
                                        "string",
                                        "enum",
                                        List.of("opt1", "opt2", "opt3"),
                                        "enumNames",
                                        List.of("Option One", "Option Two", "Option Three")),
                        "untitledMulti", Map.of("type", "array", "items", Map.of("type", "string", "enum", options)),
                        "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled))),
                "required",
                List.of());
    }

    private static SyncPromptSpecification prompt(
            String name,
            List<String> arguments,
            java.util.function.Function<Map<String, Object>, List<McpSchema.Content>> content) {
        McpSchema.Prompt prompt = new McpSchema.Prompt(
                name,
                name,
                arguments.stream()
                        .map(argument -> new McpSchema.PromptArgument(argument, argument, true))
                        .toList());
        return new SyncPromptSpecification(
                prompt,
                (exchange, request) -> new McpSchema.GetPromptResult(
                        name,
                        content.apply(request.arguments() == null ? Map.of() : request.arguments()).stream()
                                .map(each -> new McpSchema.PromptMessage(McpSchema.Role.USER, each))
                                .toList()));
    }

    private static List<SyncPromptSpecification> prompts() {
        return List.of(
                prompt(
                        "test_simple_prompt",
                        List.of(),
                        given -> List.of(new McpSchema.TextContent("This is a simple prompt for testing."))),
                prompt(
                        "test_prompt_with_arguments",
                        List.of("arg1", "arg2"),
                        given -> List.of(new McpSchema.TextContent("Prompt with arguments: arg1='" + given.get("arg1")
                                + "', arg2='" + given.get("arg2") + "'"))),
                prompt(
                        "test_prompt_with_embedded_resource",
                        List.of("resourceUri"),
                        given -> List.of(
                                embedded(
                                        String.valueOf(given.get("resourceUri")),
                                        "text/plain",
                                        "Embedded resource content for testing."),
                                new McpSchema.TextContent("Please process the embedded resource above."))),
                prompt(
                        "test_prompt_with_image",
                        List.of(),
                        given -> List.of(image(), new McpSchema.TextContent("Please analyze the image above."))),
                new SyncPromptSpecification(
                        new McpSchema.Prompt("test_input_required_result_prompt", "asks first", List.of()),
                        (exchange, request) -> new McpSchema.GetPromptResult(
                                "asked",
                                List.of(new McpSchema.PromptMessage(
                                        McpSchema.Role.USER,
                                        new McpSchema.TextContent("context "
                                                + ask(exchange, "user_context", "Context?", texts("context"))
                                                        .content()))))));
    }

    private static SyncResourceSpecification resource(String uri, McpSchema.ResourceContents contents) {
        McpSchema.Resource resource = McpSchema.Resource.builder()
                .uri(uri)
                .name(uri)
                .description(uri)
                .mimeType(contents.mimeType())
                .build();
        return new SyncResourceSpecification(
                resource, (exchange, request) -> new McpSchema.ReadResourceResult(List.of(contents)));
    }

    private static List<SyncResourceSpecification> resources() {
        return List.of(
                resource(
                        "test://static-text",
                        new McpSchema.TextResourceContents(
                                "test://static-text",
                                "text/plain",
                                "This is the content of the static text resource.")),
                resource(
                        "test://static-binary",
                        new McpSchema.BlobResourceContents("test://static-binary", "image/png", PIXEL)),
                resource(
                        "test://watched-resource",
                        new McpSchema.TextResourceContents(
                                "test://watched-resource", "text/plain", "Watched resource content")));
    }

    private static SyncResourceTemplateSpecification template() {
        McpSchema.ResourceTemplate template = McpSchema.ResourceTemplate.builder()
                .uriTemplate("test://template/{id}/data")
                .name("template")
                .description("A template")
                .mimeType("application/json")
                .build();
        return new SyncResourceTemplateSpecification(template, (exchange, request) -> {
            String id = request.uri().replaceAll("test://template/([^/]+)/data", "$1");
            return new McpSchema.ReadResourceResult(List.of(new McpSchema.TextResourceContents(
                    request.uri(),
                    "application/json",
                    "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}")));
        });
    }
}
