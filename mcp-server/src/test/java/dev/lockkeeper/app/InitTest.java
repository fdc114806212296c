package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.app.init.HookScript;
import dev.lockkeeper.app.init.Kit;
import dev.lockkeeper.gate.GateConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What init puts in is the committed client kits; twice is once; what it takes out leaves the user's files as they were. */
class InitTest {
    private static final Path KITS = Path.of("clients");

    @TempDir
    Path folder;

    private Cli.Result init(String... more) throws Exception {
        Cli cli = new Cli(folder);
        String[] command = Stream.concat(
                        Stream.of("init"), Stream.concat(Stream.of(more), Stream.of(folder.toString())))
                .toArray(String[]::new);
        return cli.run(command);
    }

    @Test
    void anEmptyRepositoryGetsExactlyTheCommittedKits() throws Exception {
        assertThat(init("--yes").code()).isZero();
        Map<String, String> written = files();
        for (Kit kit : Kit.values()) {
            for (String file : kit.files()) {
                if (kit != Kit.GITLAB) {
                    assertThat(written.get(file))
                            .as(file)
                            .isEqualTo(Files.readString(KITS.resolve(kit.word()).resolve(file)));
                }
            }
        }
        assertThat(written.get("lockkeeper.yaml")).isEqualTo(Files.readString(KITS.resolve("common/lockkeeper.yaml")));
        assertThat(written.get(".lockkeeper/hook.sh"))
                .isEqualTo(Files.readString(KITS.resolve("common/.lockkeeper/hook.sh")));
        assertThat(written.get(".gitattributes")).isEqualTo(Files.readString(KITS.resolve("common/.gitattributes")));
        assertThat(Files.isExecutable(folder.resolve(".lockkeeper/hook.sh"))).isTrue();
        assertThat(written.keySet()).anyMatch(name -> name.matches("\\.lockkeeper/keys/local-[0-9a-f]{16}\\.pub"));

        Cli.Result again = init("--yes");
        assertThat(again.out()).contains("Nothing to change");
        assertThat(files()).isEqualTo(written);

        assertThat(init("--remove", "--yes").code()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void nothingIsWrittenWithoutAYes() throws Exception {
        Cli.Result result = init();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("+++ CLAUDE.md", "+## Database migrations go through Lockkeeper", "Nothing was written");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsThereStaysAndComesBack() throws Exception {
        Map<String, String> before = new TreeMap<>();
        before.put("CLAUDE.md", "# Our rules\n\nTabs.\n");
        before.put("AGENTS.md", "# Rules\r\nTabs.\r\n");
        before.put(
                ".mcp.json",
                "{\n    \"zeta\": 1,\n    \"mcpServers\": {\n        \"docs\": {\n            \"command\": \"docs\"\n        }\n    }\n}\n");
        before.put(
                ".claude/settings.json",
                "{\n  \"permissions\": {\n    \"deny\": [\n      \"Read(.env)\"\n    ]\n  },\n  \"hooks\": {\n    \"PreToolUse\": [\n      {\n        \"matcher\": \"Bash\",\n        \"hooks\": [\n          {\n            \"type\": \"command\",\n            \"command\": \"./mine.sh\"\n          }\n        ]\n      }\n    ]\n  }\n}\n");
        before.put(
                ".pre-commit-config.yaml",
                "default_stages: [pre-commit]\nrepos:\n- repo: https://example.com/x\n  rev: v1\n  hooks:\n  - id: x\n");
        before.put(".gitlab-ci.yml", "test:\n  script: make\n");
        before.put(".codex/config.toml", "model = \"x\"\n");
        for (Map.Entry<String, String> file : before.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        assertThat(init("--yes").code()).isZero();
        Map<String, String> written = files();
        assertThat(written.get("CLAUDE.md")).startsWith("# Our rules\n\nTabs.\n\n<!-- lockkeeper:begin -->");
        assertThat(written.get("AGENTS.md")).startsWith("# Rules\r\n").doesNotContain("e\n\n");
        assertThat(written.get(".mcp.json")).startsWith("{\n    \"zeta\": 1,").contains("\"docs\"", "\"lockkeeper\"");
        assertThat(new ObjectMapper()
                        .readTree(written.get(".claude/settings.json"))
                        .at("/hooks/PreToolUse"))
                .hasSize(2);
        assertThat(written.get(".pre-commit-config.yaml"))
                .contains("repos:\n# lockkeeper:begin\n- repo: local\n", "- repo: https://example.com/x");
        assertThat(written.get(".gitlab-ci.yml")).contains("test:\n  script: make\n\n# lockkeeper:begin\n");

        assertThat(init("--yes").out()).contains("Nothing to change");
        assertThat(init("--remove", "--yes").code()).isZero();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void foreignFilesAreLeftAlone() throws Exception {
        Files.createDirectories(folder.resolve(".github/workflows"));
        Files.writeString(folder.resolve(".github/workflows/lockkeeper.yml"), "name: ours\n");
        Files.createDirectories(folder.resolve(".vscode"));
        Files.writeString(folder.resolve(".vscode/mcp.json"), "{ // ours\n}\n");
        Files.writeString(folder.resolve("CLAUDE.md"), "<!-- lockkeeper:end -->\n<!-- lockkeeper:begin -->\n");
        Cli.Result result = init("--yes");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "left alone: .github/workflows/lockkeeper.yml",
                        "left alone: .vscode/mcp.json is not plain JSON",
                        "left alone: CLAUDE.md");
        assertThat(folder.resolve(".github/workflows/lockkeeper.yml")).hasContent("name: ours");
        assertThat(folder.resolve(".vscode/mcp.json")).hasContent("{ // ours\n}");
        assertThat(folder.resolve("AGENTS.md")).exists();
    }

    @Test
    void onlyWhatIsChosen() throws Exception {
        assertThat(init("--yes", "--only", "codex").code()).isZero();
        assertThat(files().keySet().stream().filter(name -> !name.startsWith(".lockkeeper/keys")))
                .containsExactlyInAnyOrder(
                        ".codex/config.toml",
                        ".codex/hooks.json",
                        ".gitattributes",
                        ".lockkeeper/hook.sh",
                        "lockkeeper.yaml");
        assertThat(init("--yes", "--only", "emacs").code()).isEqualTo(2);
    }

    @Test
    void theKitsOfAllClientsSayTheSame() throws Exception {
        String agents = Files.readString(KITS.resolve("agents/AGENTS.md"));
        assertThat(KITS.resolve("claude-code/CLAUDE.md")).hasContent(agents);
        assertThat(KITS.resolve("copilot/.github/copilot-instructions.md")).hasContent(agents);
        for (String file : new String[] {
            "clients/claude-code/.claude/skills/lockkeeper/SKILL.md",
            "clients/cursor/.cursor/rules/lockkeeper.mdc",
            "plugin/skills/lockkeeper/SKILL.md"
        }) {
            assertThat(Files.readString(Path.of(file))).startsWith("---\n").endsWith(agents);
        }
        assertThat(Path.of("plugin/.mcp.json")).hasSameTextualContentAs(KITS.resolve("claude-code/.mcp.json"));
        String pom = Files.readString(Path.of("pom.xml"));
        for (String file : new String[] {"server.json", "plugin/.claude-plugin/plugin.json"}) {
            assertThat(pom)
                    .contains("<version>"
                            + new ObjectMapper()
                                    .readTree(Path.of(file).toFile())
                                    .path("version")
                                    .asText() + "</version>");
        }
        assertThat(HookScript.of(GateConfig.DEFAULTS.migrations()))
                .isEqualTo(Files.readString(KITS.resolve("common/.lockkeeper/hook.sh")));
    }

    private Map<String, String> files() throws Exception {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(path).toString();
                if (!name.startsWith(".git/") && !name.equals("key.pem")) {
                    files.put(name, Files.readString(path, StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }
}
