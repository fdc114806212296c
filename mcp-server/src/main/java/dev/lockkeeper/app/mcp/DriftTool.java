package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.drift.DriftOutcome;
import dev.lockkeeper.drift.HistoryException;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.report.DriftText;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** {@code check_drift}: in what production differs from another database, or from its replayed migrations. */
final class DriftTool implements Tool {
    private static final String EXAMPLE = "{\"other_database\": \"staging\"}";

    private final Service service;

    DriftTool(Service service) {
        this.service = service;
    }

    @Override
    public McpSchema.Tool described() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("database", Schemas.database());
        arguments.put("other_database", Schemas.text("The database of lockkeeper.yaml to compare with."));
        if (service.workspace().isPresent()) {
            arguments.put("migrations", Schemas.text("Or the folder of migrations to replay and compare with."));
        }
        return McpSchema.Tool.builder()
                .name("check_drift")
                .description(
                        "In what a database differs from another one or from its migrations, by definition, not by name.")
                .inputSchema(Schemas.object(
                        List.of(),
                        arguments.entrySet().stream()
                                .flatMap(field -> java.util.stream.Stream.of(field.getKey(), field.getValue()))
                                .toArray()))
                .annotations(ToolBox.reads())
                .build();
    }

    @Override
    public McpSchema.CallToolResult call(Call call) {
        Call given = new Call(call.arguments(), call.client(), EXAMPLE);
        try {
            ServedDatabase production = service.database(given.optional("database"));
            DriftOutcome outcome =
                    service.reviews().inTurn(comparison(given, production)).get();
            return switch (outcome) {
                case DriftOutcome.Compared(var report) -> Tool.text(DriftText.render(report, false));
                case DriftOutcome.HistoryFails fails ->
                    throw new IllegalArgumentException(
                            fails.file() + ":" + fails.line() + ": the history does not run: " + fails.sqlState() + " "
                                    + fails.message() + " " + fails.nextStep());
                case DriftOutcome.Unavailable unavailable ->
                    throw new IllegalArgumentException(unavailable.reason() + ". " + unavailable.nextStep());
            };
        } catch (GateException | QueueFullException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(
                    e.getCause() instanceof HistoryException history
                            ? String.valueOf(history.getMessage())
                            : "the comparison failed by an error of Lockkeeper's own: report it",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("cancelled", e);
        }
    }

    private Callable<DriftOutcome> comparison(Call given, ServedDatabase production) throws GateException {
        Optional<String> other = given.optional("other_database");
        Optional<String> folder = given.optional("migrations");
        if (other.isPresent() == folder.isPresent()) {
            throw new IllegalArgumentException(
                    "name other_database or migrations, one of them. Call it like this: " + EXAMPLE);
        }
        if (other.isPresent()) {
            ServedDatabase left = service.database(other);
            return () -> service.drifts().between(left, production);
        }
        Path below = service.workspace()
                .orElseThrow(() -> new IllegalArgumentException("this server reads no folders: name other_database"))
                .below(folder.orElse(""));
        return () -> service.drifts().history(below, production);
    }
}
