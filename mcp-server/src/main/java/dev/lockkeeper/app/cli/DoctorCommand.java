package dev.lockkeeper.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockkeeper.app.doctor.Finding;
import dev.lockkeeper.app.doctor.HookChecks;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.hook.MigrationGlobs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper doctor}: whether the gate works here, and whether nobody gets round it unseen. */
@Command(
        name = "doctor",
        description = {
            "Calls every installed hook with its client's own events and requires that it denies; checks configuration, keys,",
            "context, throwaway server and model. Nothing is written, and production is not contacted; a configured model is asked for one word."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper doctor",
            "  lockkeeper doctor --no-server --format json",
            "",
            "Exit codes: 0 everything that is installed works, 1 something does not, 2 wrong usage."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The repository. Default: the one of the current folder.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--no-server", description = "Do not start a throwaway PostgreSQL.")
    private boolean noServer;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json.", defaultValue = "text")
    private CommonOptions.Format format = CommonOptions.Format.TEXT;

    DoctorCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path root = folder.orElseGet(() -> Repository.of(Path.of("x")))
                .toAbsolutePath()
                .normalize();
        List<Finding> findings = new ArrayList<>();
        try {
            GateConfig config = GateConfigReader.find(root);
            findings.add(new Finding(
                    "configuration", Finding.Status.OK, "migrations: " + String.join(", ", config.migrations()), ""));
            String migration = new MigrationGlobs(config.migrations())
                    .example("lockkeeper_doctor")
                    .orElse("migrations/lockkeeper_doctor.sql");
            findings.addAll(new HookChecks(root, migration, console.environment()).run());
            findings.addAll(new GateChecks(root, config, console, gates).run(!noServer));
        } catch (GateException e) {
            findings.add(new Finding(
                    "configuration",
                    Finding.Status.FAILED,
                    String.valueOf(e.getMessage()),
                    "Until then every hook denies everything."));
        }
        boolean failed = findings.stream().anyMatch(finding -> finding.status() == Finding.Status.FAILED);
        print(findings, !failed);
        return failed ? ExitCodes.NOT_APPROVED : ExitCodes.APPROVED;
    }

    private void print(List<Finding> findings, boolean healthy) {
        switch (format) {
            case TEXT ->
                findings.forEach(finding -> console.out()
                        .println(String.format(
                                Locale.ROOT,
                                "%-8s %s: %s%s",
                                finding.status().name().toLowerCase(Locale.ROOT),
                                finding.check(),
                                finding.detail(),
                                finding.next().isEmpty() ? "" : " " + finding.next())));
            case JSON -> json(Map.of("healthy", healthy, "checks", findings));
            case SARIF, JUNIT, GITLAB, GITHUB -> throw new UsageException("--format is text or json.");
        }
    }

    private void json(Map<String, Object> document) {
        try {
            ObjectMapper mapper = JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .configure(com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                    .build();
            console.out().println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }
}
