package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.approval.VerificationOutcome;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code verify_migration}: whether files are approved to the byte. */
final class VerifyTool implements Tool {
    private static final String EXAMPLE =
            "{\"files\": [{\"name\": \"01_expand.sql\", \"text\": \"…\"}], \"envelope\": \"{…}\"}";

    private final Service service;

    VerifyTool(Service service) {
        this.service = service;
    }

    @Override
    public McpSchema.Tool described() {
        return McpSchema.Tool.builder()
                .name("verify_migration")
                .description("Whether migration files are approved to the byte: ok, or every reason why not.")
                .inputSchema(Schemas.object(
                        List.of("files", "envelope"),
                        "files",
                        Schemas.list(
                                Schemas.object(List.of("name", "text"), "name", Schemas.text(), "text", Schemas.text()),
                                "All files beside the envelope; names relative to it."),
                        "envelope",
                        Schemas.text("Text of approval.dsse.json.")))
                .annotations(ToolBox.reads())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        Map<String, String> files = new LinkedHashMap<>();
        given.objects("files", "name", "text")
                .forEach(file -> files.put(file.getOrDefault("name", ""), file.getOrDefault("text", "")));
        files.put(DsseEnvelope.FILE_NAME, given.required("envelope"));
        return switch (service.verifying().verify(files)) {
            case VerificationOutcome.Valid valid -> Tool.text("ok: every byte is approved");
            case VerificationOutcome.Invalid(var reasons) ->
                Tool.text("not approved:\n"
                        + reasons.stream()
                                .map(reason -> "- " + reason.file() + " " + reason.detail())
                                .collect(Collectors.joining("\n")));
        };
    }
}
