package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What an agent may do beside migrations, and how it gets one in: a gate that stops daily work is switched off. */
class HookTest {
    @TempDir
    static Path folder;

    static GuardedRepo repo;

    @BeforeAll
    static void repository() throws Exception {
        repo = new GuardedRepo(folder);
    }

    @TestFactory
    Stream<DynamicTest> dailyWorkIsLeftAlone() {
        return Stream.of(
                        "ls -la migrations",
                        "cat migrations/001_old.sql | head -20",
                        "grep -rn 'ALTER TABLE' migrations src > /dev/null 2>&1",
                        "sed -n 1,40p migrations/001_old.sql",
                        "find migrations -name '*.sql' | xargs wc -l",
                        "git status && git diff migrations/001_old.sql",
                        "git add migrations/002/01.sql && git commit -m 'Add channel; ALTER TABLE orders'",
                        "git log --oneline -5 -- migrations",
                        "npm test -- --watch=false",
                        "mvn -q verify > build.log 2>&1; tail -5 build.log",
                        "for f in src/*.java; do echo \"$f\"; done",
                        "python3 -c 'print(1 + 1)'",
                        "python3 - <<'EOF'\nimport json\nprint(json.dumps({'a': [1]}))\nEOF",
                        "if [ -f README.md ]; then echo yes; else echo no; fi",
                        "export PATH=$PATH:/opt/bin; which java",
                        "echo $(git rev-parse HEAD) > version.txt",
                        "mkdir -p build && cp README.md build/",
                        "rm -rf build target",
                        "psql -At -d shop -c 'SELECT count(*) FROM orders'",
                        "psql -h db -U me shop -c '\\d+ orders'",
                        "psql -c 'EXPLAIN SELECT * FROM orders WHERE id = 1'",
                        "psql --version",
                        "pg_dump --schema-only shop > /tmp/schema-dump.txt",
                        "rails test && rails routes",
                        "alembic history && alembic current",
                        "flyway info",
                        "npx prisma generate",
                        "docker compose up -d db",
                        "docker exec db psql -U postgres -c 'SELECT 1'",
                        "curl -s https://example.com/a.json | jq .name",
                        "lockkeeper review --context production.json - < change.txt",
                        "lockkeeper apply --plan m.lockkeeper --url postgres://db/shop --dry-run",
                        "lockkeeper lint migrations",
                        "diff <(git show HEAD:README.md) README.md",
                        "cd src && javac Main.java")
                .map(command -> DynamicTest.dynamicTest(command, () -> {
                    Cli.Result result = repo.hook("Bash", Map.of("command", command));
                    assertThat(result.err()).isEmpty();
                    assertThat(result.code()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> otherToolsAreLeftAlone() {
        return Stream.of(
                        repo.event("Read", Map.of("file_path", folder + "/migrations/001_old.sql")),
                        repo.event(
                                "Write", Map.of("file_path", folder + "/src/Order.java", "content", "// ALTER TABLE")),
                        repo.event(
                                "Write", Map.of("file_path", folder + "/notes/draft.sql", "content", "DROP TABLE x;")),
                        repo.event("Edit", Map.of("file_path", "src/Main.java", "old_string", "a", "new_string", "b")),
                        repo.event(
                                "Write",
                                Map.of("file_path", folder + "/" + GuardedRepo.OLD, "content", GuardedRepo.OLD_SQL)),
                        repo.event("mcp__lockkeeper__review_migration", Map.of("sql", "DROP TABLE orders")),
                        repo.event("mcp__postgres__query", Map.of("sql", "SELECT * FROM orders LIMIT 5")),
                        repo.event("mcp__github__create_issue", Map.of("title", "Drop table x", "body", "We drop it.")),
                        repo.event("mcp__filesystem__read_file", Map.of("path", "migrations/001_old.sql")),
                        repo.event("WebSearch", Map.of("query", "alter table lock")),
                        repo.event("Task", Map.of("prompt", "Look at migrations/001_old.sql and explain it")))
                .map(event -> DynamicTest.dynamicTest(event, () -> {
                    Cli.Result result = repo.hook(event);
                    assertThat(result.err()).isEmpty();
                    assertThat(result.code()).isZero();
                }));
    }

    @Test
    void whatTheGateSignedGetsInByteForByte() throws Exception {
        String name = folder + "/migrations/002_channel.lockkeeper/01_expand.sql";
        Map<String, String> file = Map.of("file_path", name, "content", GuardedRepo.SQL);
        Cli.Result before = repo.hook("Write", file);
        assertThat(before.code()).isEqualTo(2);
        assertThat(before.err())
                .contains("migrations/002_channel.lockkeeper/01_expand.sql", "review_migration", "lockkeeper review")
                .hasLineCount(1);

        String envelope = repo.approval(Map.of("01_expand.sql", GuardedRepo.SQL));
        String at = "migrations/002_channel.lockkeeper/approval.dsse.json";
        assertThat(repo.hook("Write", Map.of("file_path", at, "content", envelope))
                        .code())
                .isZero();
        repo.write(at, envelope);
        assertThat(repo.hook("Write", file).code()).isZero();
        String patch = "*** Begin Patch\n*** Add File: " + name + "\n"
                + GuardedRepo.SQL.lines().map(line -> "+" + line + "\n").collect(Collectors.joining())
                + "*** End Patch\n";
        assertThat(repo.hook("apply_patch", Map.of("command", patch)).code())
                .as("the only way in which Codex writes files")
                .isZero();
        repo.write("migrations/002_channel.lockkeeper/01_expand.sql", GuardedRepo.SQL);
        assertThat(repo.verify().out()).contains("migrations/002_channel.lockkeeper: approved");
        assertThat(repo.verify().code()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> theSameDecisionForEveryClient() {
        String shell = "psql -c \"DROP TABLE orders\"";
        String json = shell.replace("\"", "\\\"");
        return Stream.of(
                        List.of("codex", "{\"tool_name\":\"Bash\",\"tool_input\":{\"command\":\"" + json + "\"}}"),
                        List.of(
                                "codex",
                                "{\"tool_name\":\"shell\",\"tool_input\":{\"command\":[\"bash\",\"-lc\",\"" + json
                                        + "\"]}}"),
                        List.of(
                                "codex",
                                "{\"tool_name\":\"apply_patch\",\"tool_input\":{\"command\":\"*** Begin Patch\\n*** Add File: migrations/003.sql\\n+DROP TABLE orders;\\n*** End Patch\"}}"),
                        List.of(
                                "vscode",
                                "{\"tool_name\":\"create_file\",\"tool_input\":{\"filePath\":\"migrations/003.sql\",\"content\":\"x\"}}"),
                        List.of(
                                "vscode",
                                "{\"tool_name\":\"replace_string_in_file\",\"tool_input\":{\"filePath\":\"migrations/001_old.sql\"}}"),
                        List.of(
                                "vscode",
                                "{\"tool_name\":\"multi_replace_string_in_file\",\"tool_input\":{\"replacements\":[{\"filePath\":\"a.txt\"},{\"filePath\":\"migrations/001_old.sql\"}]}}"),
                        List.of(
                                "vscode",
                                "{\"tool_name\":\"run_in_terminal\",\"tool_input\":{\"command\":\"" + json + "\"}}"),
                        List.of(
                                "cursor",
                                "{\"hook_event_name\":\"beforeShellExecution\",\"command\":\"" + json
                                        + "\",\"workspace_roots\":[\"" + folder + "\"]}"),
                        List.of(
                                "cursor",
                                "{\"hook_event_name\":\"beforeMCPExecution\",\"tool_name\":\"execute_sql\",\"tool_input\":\"{\\\"sql\\\":\\\"DROP TABLE orders\\\"}\"}"),
                        List.of(
                                "cursor",
                                "{\"hook_event_name\":\"preToolUse\",\"tool_name\":\"Write\",\"tool_input\":{\"file_path\":\"migrations/003.sql\",\"content\":\"x\"}}"),
                        List.of(
                                "copilot",
                                "{\"toolName\":\"bash\",\"toolArgs\":\"{\\\"command\\\":\\\"rails db:migrate\\\"}\"}"),
                        List.of(
                                "copilot",
                                "{\"toolName\":\"create\",\"toolArgs\":\"{\\\"path\\\":\\\"migrations/003.sql\\\",\\\"file_text\\\":\\\"x\\\"}\"}"),
                        List.of("copilot", "{\"toolName\":\"bash\",\"toolArgs\":\"{not json\"}"))
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    Cli.Result result = repo.cli
                            .input(row.get(1).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .run("hook", row.get(0), "--repository", folder.toString());
                    switch (row.get(0)) {
                        case "copilot" -> {
                            assertThat(result.code()).isZero();
                            assertThat(result.out()).contains("\"permissionDecision\":\"deny\"", "review");
                        }
                        case "cursor" -> {
                            assertThat(result.code()).isEqualTo(2);
                            assertThat(result.out()).contains("\"permission\":\"deny\"", "agent_message");
                        }
                        default -> {
                            assertThat(result.code()).isEqualTo(2);
                            assertThat(result.err()).startsWith("Lockkeeper: ").hasLineCount(1);
                        }
                    }
                }));
    }
}
