package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A coding agent's command line from npm, in these versions, talking to a {@link StubModel} and to nobody else. The
 * person who started it has trusted the repository, its hooks and its MCP server, as both clients ask once.
 */
enum CodingAgent {
    CLAUDE_CODE("@anthropic-ai/claude-code", "2.1.197") {
        @Override
        List<String> command(Path home, Path repository, String model) {
            return List.of(
                    program("claude"),
                    "-p",
                    "index the orders by customer",
                    "--allowedTools",
                    "Write,Bash,mcp__lockkeeper",
                    "--debug-file",
                    home.resolve("debug.log").toString());
        }

        @Override
        Map<String, String> environment(Path home, String model) {
            return Map.of(
                    "ANTHROPIC_BASE_URL", model,
                    "ANTHROPIC_API_KEY", "none",
                    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                    "DISABLE_AUTOUPDATER", "1");
        }
    },
    CODEX("@openai/codex", "0.171.0") {
        @Override
        List<String> command(Path home, Path repository, String model) throws Exception {
            // A model that the client knows: others are not offered its patches.
            Files.writeString(home.resolve("config.toml"), """
                    model = "gpt-5.5"
                    model_provider = "stub"
                    [model_providers.stub]
                    name = "stub"
                    base_url = "%s/v1"
                    wire_api = "responses"
                    [projects."%s"]
                    trust_level = "trusted"
                    """.formatted(model, repository.toRealPath()));
            return List.of(
                    program("codex"),
                    "exec",
                    "--dangerously-bypass-hook-trust",
                    "--dangerously-bypass-approvals-and-sandbox",
                    "index the orders by customer");
        }

        @Override
        Map<String, String> environment(Path home, String model) {
            return Map.of("CODEX_HOME", home.toString());
        }
    };

    private static final Path INSTALLED = Path.of("target", "coding-agents").toAbsolutePath();
    private static final int PATIENCE_SECONDS = 240;

    private final String name;
    private final String version;

    CodingAgent(String name, String version) {
        this.name = name;
        this.version = version;
    }

    abstract List<String> command(Path home, Path repository, String model) throws Exception;

    abstract Map<String, String> environment(Path home, String model);

    /** Everything that the client printed, until its model had nothing more to do. */
    String run(Path repository, Path home, StubModel model, Map<String, String> more) throws Exception {
        install();
        Path log = Files.createDirectories(home).resolve("client.log");
        ProcessBuilder builder = new ProcessBuilder(command(home, repository, model.url()))
                .directory(repository.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // Credentials and settings of whoever runs the tests stay out of it.
        builder.environment().keySet().removeIf(key -> !key.equals("PATH") && !key.startsWith("LC_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment(home, model.url()));
        builder.environment().putAll(more);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
        } finally {
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }

    String program(String file) {
        return INSTALLED.resolve("node_modules/.bin").resolve(file).toString();
    }

    private void install() throws Exception {
        RunnerBench.needs("apt-get install npm", "npm", "--version");
        Path marker = INSTALLED.resolve(name().toLowerCase(java.util.Locale.ROOT) + "-" + version);
        if (Files.exists(marker)) {
            return;
        }
        Files.createDirectories(INSTALLED);
        List<String> command = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--prefix"));
        // Claude Code's own install script puts its program in place.
        command.addAll(List.of(INSTALLED.toString(), name + "@" + version));
        Process npm = new ProcessBuilder(command).redirectErrorStream(true).start();
        String log = new String(npm.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        Assumptions.assumeTrue(npm.waitFor() == 0, "the client cannot be installed from npm: " + log);
        Files.createFile(marker);
    }
}
