package dev.lockkeeper.app.cli;

import dev.lockkeeper.apply.Applier;
import dev.lockkeeper.apply.ApplyException;
import dev.lockkeeper.apply.ApplyLimits;
import dev.lockkeeper.apply.ApplyOutcome;
import dev.lockkeeper.apply.ApplyPlan;
import dev.lockkeeper.apply.ApplyPlans;
import dev.lockkeeper.apply.ApplyRequest;
import dev.lockkeeper.apply.MeasuredWork;
import dev.lockkeeper.apply.WindowPermission;
import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.FileApprovalLog;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.approval.VerifiedApproval;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.WritableConnections;
import dev.lockkeeper.dryrun.forecast.Calibration;
import dev.lockkeeper.dryrun.forecast.CalibrationException;
import dev.lockkeeper.dryrun.forecast.CalibrationWriter;
import dev.lockkeeper.effect.WorkKind;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
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
            "2 wrong usage; 3 stopped in between: run the same command again, or take it back;",
            "4 ended by itself at a limit (waits, probes, replicas): the same."
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
            description = "Cancel a step when a session waits longer behind it."
                    + " Default: apply.max_wait_ms in lockkeeper.yaml, else 5000.")
    private Optional<Integer> maxWait = Optional.empty();

    @Option(
            names = "--max-lag",
            paramLabel = "MS",
            description = "Cancel a step when a replica is further behind."
                    + " Default: apply.max_lag_ms in lockkeeper.yaml, else 60000.")
    private Optional<Integer> maxLag = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration whose section apply holds the limits and probes. Default: lockkeeper.yaml here.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "The database of lockkeeper.yaml whose limits and probes hold.")
    private Optional<String> named = Optional.empty();

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "Write what index builds and validations took into this calibration of the forecast.")
    private Optional<Path> calibration = Optional.empty();

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
        if (Stream.of(maxWait, maxLag, through).flatMap(Optional::stream).anyMatch(number -> number < 1)) {
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
            calibrate(audit.measured(), target);
        }
        return outcome;
    }

    /** The newest figure of each kind of work; too little work says nothing. */
    private void calibrate(List<MeasuredWork> measured, Target target) {
        Map<WorkKind, Calibration.Rate> rates = new EnumMap<>(WorkKind.class);
        measured.stream()
                .filter(each -> each.millisPerMillionRows().isPresent())
                .forEach(each -> rates.put(each.work().kind(), each.rate()));
        if (calibration.isPresent() && !rates.isEmpty()) {
            try {
                CalibrationWriter.merge(
                        calibration.get(),
                        "apply on " + target.display() + " until "
                                + gates.clock().instant(),
                        rates);
                console.out().println("Calibrated: " + rates.keySet() + " in " + calibration.get());
            } catch (CalibrationException e) {
                console.err().println("lockkeeper: " + e.getMessage());
            }
        }
    }

    /** The forms for a runner that lie below a review's folder were verified too, and are not what runs here. */
    static List<VerifiedApproval> ours(List<VerifiedApproval> approvals) {
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
        ApplyRequest request = new ApplyRequest(
                steps,
                through.map(OptionalInt::of).orElse(OptionalInt.empty()),
                WindowPermission.among(
                        DecisionFiles.of(plan.toString()).read(),
                        approval.statement().content(),
                        gates.clock().instant()));
        Applier applier = new Applier(
                (name, settings) -> WritableConnections.open(target, name, settings),
                limits(),
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

    private ApplyLimits limits() {
        try {
            ApplyLimits read = (config.isPresent()
                            ? GateConfigReader.read(config.get())
                            : GateConfigReader.find(Path.of("")))
                    .database(named)
                    .apply();
            return read.within(
                    maxWait.map(Duration::ofMillis).orElse(read.sessionWait()),
                    maxLag.map(Duration::ofMillis).orElse(read.replicaLag()));
        } catch (GateException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
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
            case ApplyOutcome.AtLimit limit -> {
                console.out().println("STOPPED BY ITSELF at " + limit.step() + ": " + limit.reason());
                if (!limit.numbers().isEmpty()) {
                    console.out().println("Measured: " + limit.numbers());
                }
                console.out().println(limit.next());
                yield ExitCodes.AT_LIMIT;
            }
            case ApplyOutcome.Refused refused -> {
                console.out().println("REFUSED: nothing was executed.");
                refused.reasons().forEach(reason -> console.out().println("  " + reason));
                yield ExitCodes.NOT_APPROVED;
            }
        };
    }
}
