package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper verify}: whether folders hold exactly the bytes that were approved; offline. */
@Command(
        name = "verify",
        description = "Checks approved folders: every byte, signature, key and expiry.",
        footer = {"", "Example:", "  lockkeeper verify migrations/042_add_status.sql.lockkeeper"})
final class VerifyCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders that `review` wrote.")
    private List<Path> folders = List.of();

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Public keys that are trusted. Default: .lockkeeper/keys of the folder's repository.")
    private Optional<Path> keys = Optional.empty();

    VerifyCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() {
        int code = ExitCodes.APPROVED;
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                console.out().println(folder + ": no such folder. Name the folder that `lockkeeper review` wrote.");
                code = ExitCodes.NOT_APPROVED;
                continue;
            }
            Path trusted = keys.orElseGet(() -> Repository.of(folder).resolve(VerificationKeys.FOLDER));
            ApprovalVerifier verifier = new ApprovalVerifier(VerificationKeys.read(trusted), gates.clock());
            switch (verifier.verify(ApprovalFolder.read(folder))) {
                case VerificationOutcome.Valid valid ->
                    console.out()
                            .println(folder + ": approved, " + valid.approvals().size()
                                    + " approval(s), every byte as signed");
                case VerificationOutcome.Invalid invalid -> {
                    console.out().println(folder + ": NOT approved");
                    invalid.reasons().forEach(reason -> console.out().println("  " + reason));
                    code = ExitCodes.NOT_APPROVED;
                }
            }
        }
        return code;
    }
}
