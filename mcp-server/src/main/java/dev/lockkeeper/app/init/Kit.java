package dev.lockkeeper.app.init;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one client or pipeline gets: the files under {@code mcp-server/clients}, by their names in a repository. */
public enum Kit {
    CLAUDE_CODE("CLAUDE.md", ".mcp.json", ".claude/settings.json", ".claude/skills/lockkeeper/SKILL.md"),
    AGENTS("AGENTS.md"),
    CURSOR(".cursor/mcp.json", ".cursor/hooks.json", ".cursor/rules/lockkeeper.mdc"),
    CODEX(".codex/config.toml", ".codex/hooks.json"),
    COPILOT(".github/copilot-instructions.md", ".github/hooks/lockkeeper.json"),
    VSCODE(".vscode/mcp.json"),
    PRE_COMMIT(".pre-commit-config.yaml"),
    GITHUB(".github/workflows/lockkeeper.yml"),
    GITLAB(".gitlab-ci.yml");

    private final List<String> files;

    Kit(String... files) {
        this.files = List.of(files);
    }

    public List<String> files() {
        return files;
    }

    /** {@code claude-code}, {@code pre-commit} and so on. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Kit parse(String word) {
        return Stream.of(values())
                .filter(kit -> kit.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is nothing init can write: "
                        + Stream.of(values()).map(Kit::word).collect(Collectors.joining(", ")) + "."));
    }

    /** The shipped text of one of the files. */
    public String text(String file) {
        return shipped(word() + "/" + file);
    }

    static String shipped(String name) {
        try (InputStream stream = Kit.class.getResourceAsStream("/dev/lockkeeper/app/clients/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the client kit " + name + " is not in this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the client kit " + name + " cannot be read", e);
        }
    }
}
