package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper verify}: whether folders hold exactly the bytes that were approved; offline. */
@Command(
        name = "verify",
        description = {
            "Checks approved folders: every byte, signature, key and expiry. Offline.",
            "With --changed, that every migration which differs from --base is approved; DIR is then the repository."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper verify migrations/042_add_status.sql.lockkeeper",
            "  lockkeeper verify --changed --base origin/main",
            "",
            "Exit codes: 0 approved, 1 not approved, 2 wrong usage."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Folders that `review` wrote.")
    private List<Path> folders = List.of();

    @Option(
            names = "--changed",
            description =
                    "Check the migrations (migrations: globs of lockkeeper.yaml) that git says differ from --base.")
    private boolean changed;

    @Option(
            names = "--base",
            paramLabel = "REF",
            description = "What --changed compares with. Default: ${DEFAULT-VALUE}.",
            defaultValue = "origin/main")
    private String base = "origin/main";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration. Default: lockkeeper.yaml of the repository.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description =
                    "Public keys that are trusted. Default: .lockkeeper/keys of the folder's repository; with --changed, of --base.")
    private Optional<Path> keys = Optional.empty();

    VerifyCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        if (changed) {
            return changed();
        }
        if (folders.isEmpty()) {
            throw new UsageException("name the folder that `lockkeeper review` wrote, or give --changed.");
        }
        int code = ExitCodes.APPROVED;
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                console.out().println(folder + ": no such folder. Name the folder that `lockkeeper review` wrote.");
                code = ExitCodes.NOT_APPROVED;
                continue;
            }
            Path trusted = keys.orElseGet(() -> Repository.of(folder).resolve(VerificationKeys.FOLDER));
            ApprovalVerifier verifier = new ApprovalVerifier(VerificationKeys.read(trusted), gates.clock());
            code = Math.max(code, print(folder, verifier.verify(ApprovalFolder.read(folder)), "every byte as signed"));
        }
        return code;
    }

    private int changed() throws GateException {
        if (folders.size() > 1) {
            throw new UsageException(
                    "--changed looks at one repository: name its folder, or none for the current one.");
        }
        Path repository = folders.isEmpty() ? Path.of("") : folders.getFirst();
        GateConfig read = config.isPresent() ? GateConfigReader.read(config.get()) : GateConfigReader.find(repository);
        Map<Path, ChangedApprovals.Checked> outcomes =
                new ChangedApprovals(repository, gates.clock()).since(base, read, keys);
        if (outcomes.isEmpty()) {
            console.out().println("No migration differs from " + base + ".");
        }
        int code = ExitCodes.APPROVED;
        for (Map.Entry<Path, ChangedApprovals.Checked> each : outcomes.entrySet()) {
            code = Math.max(
                    code,
                    print(
                            each.getKey(),
                            each.getValue().outcome(),
                            each.getValue().files() + " changed file(s), every byte as signed"));
        }
        return code;
    }

    private int print(Path folder, VerificationOutcome outcome, String all) {
        return switch (outcome) {
            case VerificationOutcome.Valid valid -> {
                console.out()
                        .println(folder + ": approved, " + valid.approvals().size() + " approval(s), " + all);
                yield ExitCodes.APPROVED;
            }
            case VerificationOutcome.Invalid invalid -> {
                console.out().println(folder + ": NOT approved");
                invalid.reasons().forEach(reason -> console.out().println("  " + reason));
                yield ExitCodes.NOT_APPROVED;
            }
        };
    }
}
