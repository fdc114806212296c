package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Drafting;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.report.CardText;
import dev.lockkeeper.report.JsonReport;
import dev.lockkeeper.report.MarkdownReport;
import dev.lockkeeper.rule.RuleBook;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What clients can read by address: reviews and their files, reports, contexts, checklists, rules. */
final class Resources {
    private final Service service;

    Resources(Service service) {
        this.service = service;
    }

    static String approval(String review) {
        return file(review, DsseEnvelope.FILE_NAME);
    }

    static String file(String review, String path) {
        // One segment: clients and servers match templates by segments.
        return "review://" + review + "/files/"
                + URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
    }

    List<SyncResourceTemplateSpecification> templates() {
        return List.of(
                template("review://{id}", "review", "A review as JSON", "application/json", this::review),
                template(
                        "review://{id}/files/{path}",
                        "approved-file",
                        "A file, byte for byte",
                        "text/plain",
                        this::text),
                template("report://{id}", "report", "The safety report", "text/markdown", this::report),
                template("context://{database}", "context", "Production facts", "text/markdown", this::context),
                template(
                        "checklist://{name}",
                        "checklist",
                        "The checklist of a database",
                        "text/markdown",
                        this::checklist),
                template("rule://{code}", "rule", "The card of a rule", "text/markdown", Resources::rule));
    }

    private static SyncResourceTemplateSpecification template(
            String uri, String name, String description, String type, Function<String, Optional<String>> read) {
        McpSchema.ResourceTemplate template = McpSchema.ResourceTemplate.builder()
                .uriTemplate(uri)
                .name(name)
                .description(description)
                .mimeType(type)
                .build();
        return new SyncResourceTemplateSpecification(template, (exchange, request) -> {
            String rest = request.uri().substring(request.uri().indexOf("://") + 3);
            String text = read.apply(rest).orElseThrow(() -> McpError.RESOURCE_NOT_FOUND.apply(request.uri()));
            return new McpSchema.ReadResourceResult(
                    List.of(new McpSchema.TextResourceContents(request.uri(), type, text)));
        });
    }

    private Optional<GateResult> finished(String id) {
        return service.reviews().find(id).map(Review::state).flatMap(state -> switch (state) {
            case ReviewState.Finished(GateResult result) -> Optional.of(result);
            case ReviewState.Failed failed -> Optional.empty();
            case ReviewState.Queued queued -> Optional.empty();
            case ReviewState.Running running -> Optional.empty();
        });
    }

    private Optional<String> review(String id) {
        return finished(id).map(result -> JsonReport.render(List.of(result.report())));
    }

    private Optional<String> report(String id) {
        return finished(id).map(result -> MarkdownReport.render(result.report()));
    }

    private Optional<String> text(String idAndPath) {
        int cut = idAndPath.indexOf("/files/");
        if (cut < 0) {
            return Optional.empty();
        }
        try {
            return service.reviews()
                    .find(idAndPath.substring(0, cut))
                    .map(review ->
                            GetReviewTool.file(review.state(), path(idAndPath.substring(cut + "/files/".length()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String path(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Optional<ServedDatabase> database(String name) {
        try {
            return Optional.of(service.database(Optional.of(name)));
        } catch (GateException e) {
            return Optional.empty();
        }
    }

    private Optional<String> context(String name) {
        return database(name).map(Drafting::brief).map(brief -> brief.of(brief.tablesIn("")));
    }

    private Optional<String> checklist(String name) {
        return database(name)
                .map(database -> service.judge().gates().checklist(database.config()))
                .map(list -> "# " + list.title() + "\n\n"
                        + list.items().stream().map(Resources::item).collect(Collectors.joining("\n")) + "\n");
    }

    private static String item(Checklist.Item item) {
        return "- " + item.id() + ": " + item.question() + " " + item.why();
    }

    private static Optional<String> rule(String code) {
        return RuleBook.installed().card(code).map(CardText::of);
    }
}
