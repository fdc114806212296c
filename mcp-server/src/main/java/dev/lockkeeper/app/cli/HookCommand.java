package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.hook.EventReader;
import dev.lockkeeper.app.hook.HookClient;
import dev.lockkeeper.app.hook.HookReply;
import dev.lockkeeper.app.hook.ToolCall;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.hook.Decision;
import dev.lockkeeper.hook.HookDecision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper hook}: answers a coding agent's client whether a tool call may run. */
@Command(
        name = "hook",
        description = {
            "Reads the event that a coding agent's client sends before a tool runs, and answers in the client's format.",
            "Denies migrations without an approval, SQL and runner commands that pass the gate by, and whatever cannot be read.",
            "`lockkeeper init` installs it; `lockkeeper doctor` proves that it denies."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper hook claude-code < event.json",
            "  lockkeeper hook cursor --repository . < event.json",
            "",
            "Exit codes: 2 denied (copilot: 0 and a JSON object), 0 otherwise."
        })
final class HookCommand implements Callable<Integer> {
    /** Longer events are not read: a write of the largest approvable file is below it. */
    private static final int MOST = 64 * 1024 * 1024;

    private final Console console;
    private final Gates gates;

    @Parameters(paramLabel = "CLIENT", description = "claude-code, codex, vscode, cursor or copilot.")
    private String client = "";

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            description = "The repository that is guarded. Default: the one of the current folder.")
    private Optional<Path> repository = Optional.empty();

    HookCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() {
        HookClient known;
        try {
            known = HookClient.parse(client);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        HookReply reply = HookReply.of(known, decide());
        console.out().print(reply.out());
        console.out().flush();
        console.err().print(reply.err());
        console.err().flush();
        return reply.code();
    }

    /** Whatever goes wrong, the call is denied: an agent must not get past the gate by breaking it. */
    private Decision decide() {
        try {
            Path root = repository.orElseGet(() -> Repository.of(Path.of("x"))).toAbsolutePath();
            byte[] event = console.in().readNBytes(MOST + 1);
            if (event.length > MOST) {
                return new Decision.Deny(
                        "Lockkeeper: the event is larger than any file that can be approved; write less at once.");
            }
            ToolCall call = new EventReader(root).read(event);
            return new HookDecision(GuardedRepository.read(root, gates.clock()), gates.reader())
                    .decide(call.folder(), call.event());
        } catch (Exception | StackOverflowError e) {
            return new Decision.Deny("Lockkeeper: the hook cannot judge, so it denies: " + e.getMessage()
                    + " Ask the user to run `lockkeeper doctor`.");
        }
    }
}
