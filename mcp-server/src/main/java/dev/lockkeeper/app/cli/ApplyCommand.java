package dev.lockkeeper.app.cli;

import dev.lockkeeper.apply.Applier;
import dev.lockkeeper.apply.ApplyException;
import dev.lockkeeper.apply.ApplyLimits;
import dev.lockkeeper.apply.ApplyOutcome;
import dev.lockkeeper.apply.ApplyPlan;
import dev.lockkeeper.apply.ApplyPlans;
import dev.lockkeeper.apply.ApplyRequest;
import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.FileApprovalLog;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.approval.VerifiedApproval;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.WritableConnections;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockkeeper apply}: runs a signed plan, or takes it back. */
@Command(
        name = "apply",
        description = {
            "Runs what was approved: verifies every byte, compares the database with the signed one, then runs one phase",
            "at a time. An interrupted run goes on where it ended: give the same command again."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper apply --plan 042_add_status.sql.lockkeeper --url postgres://dba@db:5432/shop --dry-run",
            "  lockkeeper apply --plan 042_add_status.sql.lockkeeper --url postgres://dba@db:5432/shop --yes",
            "  lockkeeper apply --plan 042_add_status.sql.lockkeeper --url postgres://dba@db:5432/shop --through 3 --yes",
            "  lockkeeper apply --plan 042_add_status.sql.lockkeeper --url postgres://dba@db:5432/shop --rollback --yes",
            "",
            "Exit codes: 0 done, or stopped before a phase that waits for a deploy; 1 refused, nothing was executed;",
            "2 wrong usage; 3 stopped in between: run the same command again, or take it back."
        })
final class ApplyCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final TargetOptions database = new TargetOptions();

    @Option(names = "--plan", paramLabel = "DIR", required = true, description = "The folder that `review` wrote.")
    private Path plan = Path.of("");

    @Option(
            names = "--through",
            paramLabel = "PHASE",
            description = "Run up to this phase, and confirm that what its phases wait for is deployed."
                    + " Default: up to the first phase that waits for a deploy or cannot be taken back.")
    private Optional<Integer> through = Optional.empty();

    @Option(names = "--dry-run", description = "Check everything and print the steps; execute nothing.")
    private boolean dryRun;

    @Option(names = "--rollback", description = "Take back what was applied, up to the point of no return.")
    private boolean rollback;

    @Option(names = "--yes", description = "Execute. Without it the steps are only printed.")
    private boolean yes;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Public keys that are trusted. Default: .lockkeeper/keys of the folder's repository.")
    private Optional<Path> keys = Optional.empty();

    @Option(
            names = "--max-wait",
            paramLabel = "MS",
            description = "Cancel a step when a session waits longer behind it. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5000")
    private int maxWait = 5_000;

    @Option(
            names = "--max-lag",
            paramLabel = "MS",
            description = "Cancel a step when a replica is further behind. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60000")
    private int maxLag = 60_000;

    ApplyCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() {
        check();
        try {
            Target target = database.target(console.environment());
            return ended(run(target));
        } catch (SnapshotException e) {
            if (e.reason() == SnapshotException.Reason.USAGE) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            console.err().println("lockkeeper: " + e.getMessage());
            return ExitCodes.UNAVAILABLE;
        } catch (ApplyException e) {
            return ended(new ApplyOutcome.Refused(List.of(String.valueOf(e.getMessage()))));
        }
    }

    private void check() {
        if (dryRun && (yes || rollback)) {
            throw new UsageException("--dry-run executes nothing: leave --yes and --rollback out.");
        }
        if (rollback && through.isPresent()) {
            throw new UsageException("--rollback takes back everything that was applied: leave --through out.");
        }
        if (rollback && !yes) {
            throw new UsageException("--rollback changes the database: add --yes.");
        }
        if (maxWait < 1 || maxLag < 1 || through.filter(phase -> phase < 1).isPresent()) {
            throw new UsageException("--through, --max-wait and --max-lag take numbers from 1.");
        }
        if (!Files.isDirectory(plan)) {
            throw new UsageException(plan + ": no such folder. Name the folder that `lockkeeper review` wrote.");
        }
    }

    private ApplyOutcome run(Target target) throws SnapshotException {
        VerificationKeys trusted =
                VerificationKeys.read(keys.orElseGet(() -> Repository.of(plan).resolve(VerificationKeys.FOLDER)));
        ApplyAudit audit = new ApplyAudit(
                FileApprovalLog.inState(console.environment(), gates.clock()), console, target.display());
        ApplyOutcome outcome = switch (new ApprovalVerifier(trusted, gates.clock()).verify(ApprovalFolder.read(plan))) {
            case VerificationOutcome.Invalid invalid ->
                new ApplyOutcome.Refused(
                        invalid.reasons().stream().map(Object::toString).toList());
            case VerificationOutcome.Valid(List<VerifiedApproval> approvals) -> run(target, ours(approvals), audit);
        };
        if (yes) {
            audit.ended(outcome);
        }
        return outcome;
    }

    /** The forms for a runner that lie below a review's folder were verified too, and are not what runs here. */
    private List<VerifiedApproval> ours(List<VerifiedApproval> approvals) {
        List<VerifiedApproval> own = approvals.stream()
                .filter(each -> each.statement().content().runner().isEmpty())
                .toList();
        return own.isEmpty() ? approvals : own;
    }

    private ApplyOutcome run(Target target, List<VerifiedApproval> approvals, ApplyAudit audit)
            throws SnapshotException {
        return approvals.size() == 1
                ? run(target, approvals.getFirst(), audit)
                : new ApplyOutcome.Refused(
                        List.of(plan + " holds " + approvals.size() + " approvals. Name the folder of one."));
    }

    private ApplyOutcome run(Target target, VerifiedApproval approval, ApplyAudit audit) throws SnapshotException {
        audit.review(approval.statement().content().reviewId());
        ApplyPlan steps = new ApplyPlans(gates.reader()).of(approval);
        int last = steps.phases().getLast().number();
        if (through.filter(phase -> phase > last).isPresent()) {
            return new ApplyOutcome.Refused(List.of("phase " + through.get()
                    + " is not approved: the approval ends with phase " + last
                    + ". Have it decided and signed first."));
        }
        ApplyRequest request =
                new ApplyRequest(steps, through.map(OptionalInt::of).orElse(OptionalInt.empty()));
        Applier applier = new Applier(
                (name, settings) -> WritableConnections.open(target, name, settings),
                new ApplyLimits(
                        ApplyLimits.DEFAULT.otherRun(),
                        Duration.ofMillis(maxWait),
                        Duration.ofMillis(maxLag),
                        ApplyLimits.DEFAULT.oldTransaction(),
                        ApplyLimits.DEFAULT.growth()),
                gates.clock(),
                Thread::sleep,
                RandomGenerator.getDefault(),
                audit);
        if (!yes) {
            ApplyOutcome outcome = applier.dryRun(request, console.out()::println);
            return !dryRun && outcome instanceof ApplyOutcome.Completed
                    ? new ApplyOutcome.Completed(List.of(), "nothing was executed: add --yes to run it")
                    : outcome;
        }
        try (Interruption interruption = Interruption.calls(applier::stop)) {
            return rollback ? applier.rollback(request) : applier.apply(request);
        }
    }

    private int ended(ApplyOutcome outcome) {
        return switch (outcome) {
            case ApplyOutcome.Completed completed -> {
                console.out().println("DONE: " + completed.what());
                yield ExitCodes.APPROVED;
            }
            case ApplyOutcome.StoppedAtBoundary boundary -> {
                console.out()
                        .println((boundary.phases().isEmpty()
                                        ? "STOPPED"
                                        : "DONE: phase(s) " + boundary.phases() + "; stopped")
                                + " before phase " + boundary.next() + ": " + boundary.before());
                console.out().println("When that holds: the same command with --through " + boundary.next());
                yield ExitCodes.APPROVED;
            }
            case ApplyOutcome.Stopped stopped -> {
                console.out().println("STOPPED at " + stopped.step() + ": " + stopped.reason());
                console.out().println(stopped.next());
                yield ExitCodes.UNAVAILABLE;
            }
            case ApplyOutcome.Refused refused -> {
                console.out().println("REFUSED: nothing was executed.");
                refused.reasons().forEach(reason -> console.out().println("  " + reason));
                yield ExitCodes.NOT_APPROVED;
            }
        };
    }
}
