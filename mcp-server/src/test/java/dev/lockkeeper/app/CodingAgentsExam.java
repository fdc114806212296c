package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.app.StubModel.Call;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Claude Code and Codex themselves in a repository that {@code lockkeeper init} made: their models, which are scripts,
 * try what agents try. Hooks, MCP server and formats are theirs; only the models are not.
 */
@Tag("exam")
class CodingAgentsExam {
    private static final String DROP = "DROP TABLE orders;\n";
    private static final String SQL = "CREATE INDEX orders_customer_id_idx ON orders (customer_id)";
    /** Each waits up to 50 s. */
    private static final int POLLS = 3;

    private static final String FOLDER = "migrations/customer_index/";
    private static final String DENIED = "call the Lockkeeper tool review_migration";
    /** What a hook lets through, because it does not look into scripts. */
    private static final String SLIPS = "printf 'DROP TABLE orders;' > migra\"\"tions/003.sql\n";

    @TempDir
    private Path folder;

    private final ObjectMapper mapper = new ObjectMapper();
    private Path repository;
    private Cli cli;

    @BeforeEach
    void aRepositoryMadeByInit() throws Exception {
        repository = folder.resolve("shop");
        Files.createDirectories(repository);
        git("init", "-q", "-b", "main", ".");
        cli = new Cli(repository);
        Files.writeString(repository.resolve(".gitignore"), "key.pem\n");
        Files.createDirectories(repository.resolve("migrations"));
        for (String file : List.of("context.json", "schema.sql")) {
            Files.copy(
                    Cli.SHOP.resolve(file),
                    repository.resolve(file.replace("context", "production")),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(cli.run("init", "--yes", repository.toString()).code()).isZero();
        Path configuration = repository.resolve("lockkeeper.yaml");
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("max_age: 24h", "max_age: never")
                        + "shadow: {forecast_seconds: 0.5}\n");
        Files.writeString(repository.resolve("gen.sh"), SLIPS);
        commit("made by init");
        git("switch", "-q", "-c", "feature");
    }

    @Test
    void claudeCode() throws Exception {
        List<StubModel.Step> steps = new ArrayList<>(Collections.nCopies(
                6, results -> new Call("WaitForMcpServers", json(Map.of("servers", List.of("lockkeeper"))))));
        int first = steps.size();
        int last = first + 2 + POLLS;
        steps.add(results -> write("migrations/002.sql", DROP));
        steps.add(results -> bash("echo 'DROP TABLE orders' > migrations/002.sql"));
        review("mcp__lockkeeper__", steps);
        steps.add(results -> new Call("mcp__lockkeeper__get_review", json(approvalOf(results.get(last)))));
        steps.add(results -> write(FOLDER + "approval.dsse.json", results.get(last + 1)));
        steps.add(results -> write(FOLDER + path(results.get(last), 0), sql(results.get(last), 0)));
        steps.add(results -> write(FOLDER + path(results.get(last), 1), sql(results.get(last), 1)));
        steps.add(results -> write(FOLDER + path(results.get(last), 1), sql(results.get(last), 1) + "\n"));
        steps.add(results -> bash("sh gen.sh"));
        List<String> results = run(CodingAgent.CLAUDE_CODE, steps);
        theGateHeld(results.subList(first, results.size()), "hook error");
    }

    @Test
    void codex() throws Exception {
        List<StubModel.Step> steps = new ArrayList<>();
        // It offers the tools of a server when the server has started: a real model thinks longer than that takes.
        steps.add(results -> command("sleep 10"));
        int last = 3 + POLLS;
        steps.add(results -> patch("migrations/002.sql", DROP));
        steps.add(results -> command("echo 'DROP TABLE orders' > migrations/002.sql"));
        review("mcp__lockkeeper/", steps);
        steps.add(results -> new Call("mcp__lockkeeper/get_review", json(approvalOf(results.get(last)))));
        steps.add(results -> patch(FOLDER + "approval.dsse.json", output(results.get(last + 1))));
        steps.add(results -> patch(FOLDER + path(results.get(last), 0), sql(results.get(last), 0)));
        steps.add(results -> patch(FOLDER + path(results.get(last), 1), sql(results.get(last), 1)));
        steps.add(results -> patch(FOLDER + path(results.get(last), 1), sql(results.get(last), 1) + "\n"));
        steps.add(results -> command("sh gen.sh"));
        List<String> results = run(CodingAgent.CODEX, steps);
        theGateHeld(results.subList(1, results.size()), "Command blocked by PreToolUse hook");
    }

    /** A review, and the questions for its end on a busy machine. */
    private void review(String server, List<StubModel.Step> steps) {
        int review = steps.size();
        steps.add(results -> new Call(server + "review_migration", json(Map.of("sql", SQL))));
        for (int i = 0; i < POLLS; i++) {
            steps.add(results -> new Call(
                    server + "get_review",
                    json(Map.of(
                            "review_id",
                            reply(results.get(review)).path("review_id").asText()))));
        }
    }

    private List<String> run(CodingAgent agent, List<StubModel.Step> steps) throws Exception {
        try (StubModel model = new StubModel(steps)) {
            String log = agent.run(
                    repository,
                    folder.resolve("home"),
                    model,
                    Map.of(
                            "PATH", Programs.lockkeeper(folder.resolve("bin")) + ":" + System.getenv("PATH"),
                            "LOCKKEEPER_KEY_FILE", repository.resolve("key.pem").toString(),
                            "XDG_CACHE_HOME", Programs.cache().toString()));
            assertThat(model.results()).as(log).hasSize(steps.size());
            return model.results();
        }
    }

    /** The same for every client: two tries denied, reviewed, approval and files written, one changed byte denied. */
    private void theGateHeld(List<String> results, String blocked) throws Exception {
        int last = 2 + POLLS;
        assertThat(reply(results.get(last)).path("verdict").asText())
                .as(results.get(last))
                .isEqualTo("approved");
        assertThat(results.get(0)).contains(blocked).contains(DENIED);
        assertThat(results.get(1)).contains(blocked).contains("this changes it without an approval");
        assertThat(repository.resolve("migrations/002.sql")).doesNotExist();
        for (int i = 2; i < 5; i++) {
            assertThat(results.get(last + i)).as("what was approved is written").doesNotContain("Lockkeeper:");
        }
        for (int file = 0; file < 2; file++) {
            assertThat(repository.resolve(FOLDER + path(results.get(last), file)))
                    .content()
                    .isEqualTo(sql(results.get(last), file));
        }
        assertThat(results.get(last + 5)).contains(blocked).contains("is not the file that");
        assertThat(repository.resolve("migrations/003.sql"))
                .as("a script slips past the hook")
                .exists();
        commit("what the agent did");
        Cli.Result slipped = verify();
        assertThat(slipped.code()).isEqualTo(1);
        assertThat(slipped.out())
                .contains("003.sql is not signed by any approval")
                .doesNotContain("01_expand");
        Files.delete(repository.resolve("migrations/003.sql"));
        commit("without what slipped past");
        assertThat(verify().code()).as(verify().out()).isZero();
    }

    private Cli.Result verify() {
        return cli.run("verify", "--changed", "--base", "main", repository.toString());
    }

    private Call write(String path, String content) {
        return new Call(
                "Write", json(Map.of("file_path", repository.resolve(path).toString(), "content", content)));
    }

    private Call bash(String command) {
        return new Call("Bash", json(Map.of("command", command, "description", "a step")));
    }

    private Call command(String command) {
        return new Call("exec_command", json(Map.of("cmd", command, "yield_time_ms", 30_000)));
    }

    private static Call patch(String path, String content) {
        String lines = content.lines().map(line -> "+" + line + "\n").collect(Collectors.joining());
        return new Call("apply_patch", "*** Begin Patch\n*** Add File: " + path + "\n" + lines + "*** End Patch\n");
    }

    private Map<String, String> approvalOf(String review) {
        return Map.of("review_id", reply(review).path("review_id").asText(), "file", "approval.dsse.json");
    }

    private String path(String review, int file) {
        return reply(review).path("files").path(file).path("path").asText();
    }

    private String sql(String review, int file) {
        return reply(review).path("files").path(file).path("sql").asText();
    }

    private JsonNode reply(String result) {
        try {
            return mapper.readTree(output(result));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("no review's reply: " + result, e);
        }
    }

    /** Codex puts the time that a tool took before what it returned. */
    private static String output(String result) {
        String mark = "Output:\n";
        return result.startsWith("Wall time") ? result.substring(result.indexOf(mark) + mark.length()) : result;
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void commit(String message) throws Exception {
        git("add", "-A");
        git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-q", "-m", message);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .start();
        String log = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(log).isZero();
    }
}
