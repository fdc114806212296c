package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.runner.RunnerNaming;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code review_migration}: the gate itself. */
final class ReviewTool implements Tool {
    private static final String EXAMPLE = "{\"sql\": \"ALTER TABLE …\"}";

    private final Service service;
    private final Asking asking;

    ReviewTool(Service service) {
        this.service = service;
        this.asking = new Asking(service.reviews());
    }

    @Override
    public McpSchema.Tool described() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("sql", Schemas.text("The migration."));
        arguments.put("name", Schemas.text("Its file name; default migration.sql."));
        arguments.put("database", Schemas.database());
        arguments.put("down_sql", Schemas.text("Its rollback, when there is one."));
        arguments.put(
                "framework",
                Schemas.text(
                        "Runner: auto (by name and markers), plain, flyway, liquibase, rails, alembic, django, prisma, golang-migrate, dbmate, goose, sqitch."));
        arguments.put("number", Schemas.text("Version of the runner's first file; default: in name, else the time."));
        arguments.put("after", Schemas.text("What it depends on: Alembic down_revision, Django app.0041_name."));
        arguments.put(
                "earlier",
                Schemas.list(
                        Schemas.object(List.of("name", "sql"), "name", Schemas.text(), "sql", Schemas.text()),
                        "Migrations that run before it and are not in production yet."));
        arguments.put("checklist_answers", answers());
        if (service.workspace().isPresent()) {
            arguments.put("out_dir", Schemas.text("Folder to write the approved files and the approval into."));
        }
        return McpSchema.Tool.builder()
                .name("review_migration")
                .description(
                        "Judges a PostgreSQL migration: lint, phased plan, dry run on a real server, rollback proof, verdict. Returns the approved files to write unchanged, or what to change. Call it before writing or running any migration.")
                .inputSchema(Schemas.object(
                        List.of("sql"),
                        arguments.entrySet().stream()
                                .flatMap(field -> java.util.stream.Stream.of(field.getKey(), field.getValue()))
                                .toArray()))
                .outputSchema(Schemas.review())
                .build();
    }

    static Map<String, Object> answers() {
        return Schemas.list(
                Schemas.object(
                        List.of("id", "answer", "source"),
                        "id",
                        Schemas.text(),
                        "answer",
                        Schemas.text(),
                        "source",
                        Schemas.text()),
                "Answers to checklist items, each with its source.");
    }

    static List<GivenAnswer> answers(Call call, String argument) {
        return call.objects(argument, "id", "answer", "source").stream()
                .map(each -> new GivenAnswer(
                        each.getOrDefault("id", ""),
                        each.getOrDefault("answer", ""),
                        each.getOrDefault("source", ""),
                        "agent"))
                .toList();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        ReviewOrder order = new ReviewOrder(
                given.optional("database"),
                given.optional("name").filter(name -> !name.isBlank()).orElse("migration.sql"),
                given.required("sql"),
                given.optional("down_sql"),
                given.optional("framework").filter(name -> !name.equals("auto")).map(Framework::parse),
                new RunnerNaming(given.optional("number"), given.optional("after")),
                given.objects("earlier", "name", "sql").stream()
                        .map(each ->
                                new ReviewOrder.Earlier(each.getOrDefault("name", ""), each.getOrDefault("sql", "")))
                        .toList(),
                answers(given, "checklist_answers"),
                true,
                "agent");
        Review review = asking.submit(order);
        ReviewState state = asking.wait(review, call.client());
        List<GivenAnswer> asked = new Questions(service).ask(review, state, call.client());
        if (!asked.isEmpty()) {
            review = asking.submit(order.answering(asked));
            state = asking.wait(review, call.client());
        }
        return Reply.of(review, state, written(state, given.optional("out_dir")));
    }

    private Optional<String> written(ReviewState state, Optional<String> folder) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Service.Workspace workspace = service.workspace()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "this server has no folder in common with you: leave out_dir out, and write the files yourself"));
        return state instanceof ReviewState.Finished(var result)
                        && result.envelope().isPresent()
                ? Optional.of(workspace.write(result, folder.get()))
                : Optional.empty();
    }
}
