package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor calls the hooks as the clients do: one that is installed and does not deny makes it fail. */
class DoctorTest {
    @TempDir
    Path folder;

    private GuardedRepo repo;

    @BeforeEach
    void aRepositoryWithEverythingInstalled() throws Exception {
        repo = new GuardedRepo(folder);
        assertThat(repo.cli.run("init", "--yes", folder.toString()).code()).isZero();
        repo.cli.with("PATH", repo.path());
    }

    @Test
    void everyInstalledHookDenies() throws Exception {
        Cli.Result result = doctor();
        assertThat(result.out().lines().filter(line -> line.contains("hook of")))
                .hasSize(4)
                .allMatch(line -> line.startsWith("ok ") && line.contains("let the harmless one through"));
        assertThat(result.out()).contains("ok       keys: 1 trusted, your own among them", "1 old migrations recorded");
        // No context was captured, and without one nothing can be approved.
        assertThat(result.out()).contains("failed   context of shop");
        assertThat(result.code()).isEqualTo(1);

        JsonNode json = new ObjectMapper()
                .readTree(repo.cli
                        .run("doctor", "--no-server", "--format", "json", folder.toString())
                        .out());
        assertThat(json.path("healthy").asBoolean()).isFalse();
        assertThat(json.path("checks").findValuesAsText("check")).contains("hook of claude-code", "context of shop");
    }

    @Test
    void aHookThatLetsEverythingThroughIsFound() throws Exception {
        repo.write(".lockkeeper/hook.sh", "exit 0\n");
        assertThat(doctor().out()).contains("failed   hook of claude-code: does not deny when a migration is written");
    }

    @Test
    void aHookThatIsNotCalledForATool() throws Exception {
        Path settings = folder.resolve(".claude/settings.json");
        Files.writeString(settings, Files.readString(settings).replace("|Bash|PowerShell|mcp__.*", ""));
        assertThat(doctor().out())
                .contains("failed   hook of claude-code: is not called when psql changes a table (Bash)");
    }

    @Test
    void withoutTheProgramEverythingIsDeniedAndSaidSo() throws Exception {
        repo.cli.with("PATH", "/usr/bin:/bin");
        assertThat(doctor().out()).contains("failed   hook of codex").doesNotContain("does not deny");
    }

    @Test
    void notInstalledIsNoFailure() throws Exception {
        assertThat(repo.cli
                        .run("init", "--remove", "--yes", "--only", "cursor", folder.toString())
                        .code())
                .isZero();
        assertThat(doctor().out()).contains("absent   hook of cursor: not installed in .cursor/hooks.json");
    }

    @Test
    void whatCannotConcernTheGateDoesNotStartJava() throws Exception {
        for (String command : new String[] {"ls -la src", "npm test", "git status"}) {
            assertThat(repo.script("claude-code", "exit 2", repo.event("Bash", Map.of("command", command))))
                    .as(command)
                    .isZero();
        }
        assertThat(repo.script(
                        "claude-code",
                        "exit 2",
                        repo.event("Write", Map.of("file_path", "/x/src/A.java", "content", "class A {}"))))
                .isZero();
        assertThat(repo.script(
                        "claude-code",
                        "exit 7",
                        repo.event("Write", Map.of("file_path", "migrations/9.sql", "content", ""))))
                .as("a crash denies")
                .isEqualTo(2);
    }

    private Cli.Result doctor() {
        return repo.cli.run("doctor", "--no-server", folder.toString());
    }
}
