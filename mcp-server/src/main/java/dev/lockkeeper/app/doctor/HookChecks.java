package dev.lockkeeper.app.doctor;

import dev.lockkeeper.app.hook.HookClient;
import dev.lockkeeper.app.hook.HookReply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Calls each installed hook as its client would, with the client's own events: what has to be denied must be. */
public final class HookChecks {
    /** As long as the clients wait. */
    private static final int SECONDS = 60;

    private static final String AGAIN = "Run `lockkeeper init`, and check that the program lockkeeper is on the PATH.";

    private final Path root;
    private final String migration;
    private final Map<String, String> environment;

    /** {@code migration} is the name that a migration could have, relative to {@code root}. */
    public HookChecks(Path root, String migration, Map<String, String> environment) {
        this.root = root;
        this.migration = migration;
        this.environment = Map.copyOf(environment);
    }

    public List<Finding> run() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (HookClient client : HookClient.values()) {
            if (InstalledHook.file(client).isEmpty()) {
                continue;
            }
            String check = "hook of " + client.word();
            try {
                List<InstalledHook> hooks = InstalledHook.of(root, client);
                findings.add(
                        hooks.isEmpty()
                                ? Finding.absent(check, "not installed in " + InstalledHook.file(client))
                                : check(check, client, hooks));
            } catch (IOException e) {
                findings.add(Finding.failed(
                        check,
                        InstalledHook.file(client) + " cannot be read: " + e.getMessage(),
                        "Repair the file, then run `lockkeeper init`."));
            }
        }
        return findings;
    }

    private Finding check(String check, HookClient client, List<InstalledHook> hooks)
            throws IOException, InterruptedException {
        int denied = 0;
        for (Probe probe : Probe.of(client, root, migration)) {
            boolean stopped = false;
            boolean called = false;
            for (InstalledHook hook : hooks) {
                if (hook.event().equals(probe.event()) && hook.calledFor(probe.tool())) {
                    called = true;
                    stopped |= call(hook, probe.json()).denies();
                }
            }
            if (probe.denied() && !called) {
                return Finding.failed(check, "is not called when " + probe.what() + " (" + probe.tool() + ")", AGAIN);
            }
            if (stopped != probe.denied()) {
                return Finding.failed(
                        check, (stopped ? "denies although only " : "does not deny when ") + probe.what(), AGAIN);
            }
            denied += stopped ? 1 : 0;
        }
        return Finding.ok(
                check,
                "denied " + denied + " of " + denied
                        + " events that go past the gate, and let the harmless one through");
    }

    /** Clients give the command to a shell, in the repository, with the event on standard input. */
    private HookReply call(InstalledHook hook, String event) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", hook.command()).directory(root.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("CLAUDE_PROJECT_DIR", root.toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(event.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                // A hook that answers without reading closes the pipe; its answer counts.
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(SECONDS, TimeUnit.SECONDS)
                    ? new HookReply(process.exitValue(), out, "")
                    : new HookReply(-1, out, "");
        } finally {
            process.destroyForcibly();
        }
    }
}
