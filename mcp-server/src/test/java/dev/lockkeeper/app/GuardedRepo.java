package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.approval.ApprovalContent;
import dev.lockkeeper.approval.ApprovalSigner;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.ChecklistEntry;
import dev.lockkeeper.approval.SignedContext;
import dev.lockkeeper.approval.SignedDatabase;
import dev.lockkeeper.approval.SignedPhase;
import dev.lockkeeper.approval.SignedVerdict;
import dev.lockkeeper.approval.SigningKey;
import dev.lockkeeper.approval.SigningKeys;
import dev.lockkeeper.approval.Subject;
import dev.lockkeeper.approval.TrustLevel;
import dev.lockkeeper.hook.Baseline;
import dev.lockkeeper.pg.PgVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A repository whose main branch has one old migration (in the baseline), the gate's key and a configuration; approvals
 * are signed by that key or another one. Branch {@code feature} is checked out.
 */
final class GuardedRepo {
    static final String SQL = "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN channel text;\n";
    static final String OLD = "migrations/001_old.sql";
    static final String OLD_SQL = "CREATE TABLE orders (id bigint PRIMARY KEY);\n";
    static final String SYSTEM = "7301234567890123456";

    final Path root;
    final Cli cli;
    private final SigningKey key;

    GuardedRepo(Path root) throws Exception {
        this.root = root;
        git("init", "-q", "-b", "main", ".");
        this.cli = new Cli(root);
        write(".gitignore", "key.pem\n*.key\n");
        write("src/Main.java", "class Main {}\n");
        write("README.md", "a shop\n");
        write(OLD, OLD_SQL);
        write(
                "lockkeeper.yaml",
                "migrations: ['migrations/**/*.sql']\ndatabases: {shop: {database: shop, system_identifier: '" + SYSTEM
                        + "'}}\n");
        SigningKeys keys = keys("key.pem");
        this.key = keys.loadOrCreate(TrustLevel.LOCAL);
        keys.publish(key, root);
        write(
                Baseline.FILE,
                new Baseline(new TreeMap<>(Map.of(OLD, Bytes.utf8(OLD_SQL).sha256()))).json());
        commit("what was there before");
        git("switch", "-q", "-c", "feature");
    }

    SigningKeys keys(String file) {
        return new SigningKeys(Map.of("LOCKKEEPER_KEY_FILE", root.resolve(file).toString()), new SecureRandom());
    }

    /** An approval of {@code files} (name to SQL) for the database shop, valid for two hours. */
    String approval(Map<String, String> files) {
        return approval(files, key, "shop", Clock.systemUTC(), Duration.ofHours(2));
    }

    String approvalOf(String database, Map<String, String> files) {
        return approval(files, key, database, Clock.systemUTC(), Duration.ofHours(2));
    }

    /** Signed three hours ago for two. */
    String expired(Map<String, String> files) {
        Clock then = Clock.fixed(Instant.now().minus(Duration.ofHours(3)), ZoneOffset.UTC);
        return approval(files, key, "shop", then, Duration.ofHours(2));
    }

    /** Signed by a key that the repository does not know. */
    String foreign(Map<String, String> files) {
        return approval(
                files,
                keys("other.key").loadOrCreate(TrustLevel.LOCAL),
                "shop",
                Clock.systemUTC(),
                Duration.ofHours(2));
    }

    private static String approval(
            Map<String, String> files, SigningKey key, String database, Clock clock, Duration validity) {
        List<Subject> subjects = new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> Subject.of(file.getKey(), Bytes.utf8(file.getValue())))
                        .toList();
        ApprovalContent content = new ApprovalContent(
                "r-1",
                "agent",
                new SignedVerdict.Approved(),
                Bytes.utf8("input").sha256(),
                new SignedDatabase(SYSTEM, database, 1, "10.0.0.4", 5432, Instant.EPOCH),
                PgVersion.of(16),
                "rules.1",
                new SignedContext(Bytes.utf8("context").sha256(), Duration.ofMinutes(5), List.of(), Optional.empty()),
                List.of(new SignedPhase(
                        1, "expand", subjects, List.of(), "before", "after", List.of(), Optional.empty())),
                Bytes.utf8("evidence").sha256(),
                List.of(new ChecklistEntry("size", "yes", "context")),
                List.of());
        return new String(
                new ApprovalSigner(key, clock).sign(content, validity).bytes().toArray(),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    Path write(String name, String content) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** What Claude Code sends before a tool runs. */
    String event(String tool, Map<String, String> input) {
        ObjectNode event = new ObjectMapper().createObjectNode();
        event.put("session_id", "s").put("cwd", root.toString()).put("hook_event_name", "PreToolUse");
        event.put("tool_name", tool);
        ObjectNode arguments = event.putObject("tool_input");
        input.forEach(arguments::put);
        return event.toString();
    }

    Cli.Result hook(String event) {
        return cli.input(event.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .run("hook", "claude-code", "--repository", root.toString());
    }

    Cli.Result hook(String tool, Map<String, String> input) {
        return hook(event(tool, input));
    }

    /** Runs the installed hook script with a program called lockkeeper that is this shell script; the exit code. */
    int script(String client, String lockkeeper, String event) throws Exception {
        Path program = write("bin/lockkeeper", "#!/bin/sh\n" + lockkeeper + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder =
                new ProcessBuilder("sh", root.resolve(".lockkeeper/hook.sh").toString(), client);
        builder.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(event.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    /** A program called lockkeeper that is this build; returns a PATH that finds it first. */
    String path() throws Exception {
        return Programs.lockkeeper(root.resolve("bin")) + ":" + System.getenv("PATH");
    }

    Cli.Result verify() {
        return cli.run("verify", "--changed", "--base", "main", root.toString());
    }

    void commit(String message) throws Exception {
        git("add", "-A");
        git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-q", "-m", message);
    }

    void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(root.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
