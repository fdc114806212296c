package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.FileApprovalLog;
import dev.lockkeeper.approval.LogCheck;
import dev.lockkeeper.approval.LogHead;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper audit verify}: whether the append-only log of approvals and applied steps is as it was written. */
@Command(
        name = "audit",
        description = {
            "Checks the hash-chained log of approvals and applied steps: edited, missing, reordered and cut-off entries,",
            "at the front, in the middle and at the end.",
            "It cannot find that somebody wrote the whole log anew, or cut entries off its end, together with the .head",
            "file beside it. For that keep the printed head elsewhere and give it with --since."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper audit verify",
            "  lockkeeper audit verify --since 120:5d41402abc4b2a76b9719d911017c592ae8f0c1fa1d0e3f1b6c2d4e5f6a7b8c9",
            "",
            "Exit codes: 0 intact, 1 broken, 2 wrong usage."
        })
final class AuditCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(paramLabel = "verify", description = "What to do: verify.")
    private String action = "";

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The log. Default: this user's, in the XDG state folder.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--since", paramLabel = "N:HASH", description = "A head that `audit verify` printed earlier.")
    private Optional<String> since = Optional.empty();

    AuditCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() {
        if (!action.equals("verify")) {
            throw new UsageException("audit knows one action: lockkeeper audit verify.");
        }
        if (file.isPresent() && !Files.isRegularFile(file.get())) {
            throw new UsageException(file.get() + ": no such log. Name the file approvals.jsonl.");
        }
        FileApprovalLog log = file.map(path -> new FileApprovalLog(path, gates.clock()))
                .orElseGet(() -> FileApprovalLog.inState(console.environment(), gates.clock()));
        LogCheck check = since.isPresent() ? log.verifySince(head(since.get())) : log.verify();
        return switch (check) {
            case LogCheck.Intact(LogHead head) -> {
                console.out().println(log.file() + ": intact, " + head.sequence() + " entries");
                console.out()
                        .println("head " + head.sequence() + ":" + head.hash().hex());
                yield ExitCodes.APPROVED;
            }
            case LogCheck.Broken broken -> {
                console.out().println(log.file() + ": NOT as it was written");
                broken.breaks().forEach(at -> console.out().println("  " + at));
                yield ExitCodes.NOT_APPROVED;
            }
        };
    }

    private static LogHead head(String text) {
        if (!text.matches("\\d{1,18}:[0-9a-f]{64}")) {
            throw new UsageException("--since takes NUMBER:HASH, as `lockkeeper audit verify` prints it.");
        }
        int colon = text.indexOf(':');
        return new LogHead(Long.parseLong(text.substring(0, colon)), new Sha256(text.substring(colon + 1)));
    }
}
