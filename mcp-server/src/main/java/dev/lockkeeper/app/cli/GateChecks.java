package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.doctor.Finding;
import dev.lockkeeper.app.doctor.Finding.Status;
import dev.lockkeeper.approval.ApprovalException;
import dev.lockkeeper.approval.SigningKey;
import dev.lockkeeper.approval.TrustLevel;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.draft.DraftOutcome;
import dev.lockkeeper.draft.Drafter;
import dev.lockkeeper.draft.ModelSettings;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.ModelKeys;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.hook.HookException;
import dev.lockkeeper.pg.PgVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether what a review needs is there: keys, baseline, a fresh context of each database, a server, a model. */
final class GateChecks {
    private final Path root;
    private final GateConfig config;
    private final Console console;
    private final Gates gates;

    GateChecks(Path root, GateConfig config, Console console, Gates gates) {
        this.root = root;
        this.config = config;
        this.console = console;
        this.gates = gates;
    }

    List<Finding> run(boolean server) throws InterruptedException {
        List<Finding> findings = new ArrayList<>(List.of(keys(), baseline()));
        int major = PgVersion.NEWEST;
        for (Map.Entry<String, GateConfig> database : databases().entrySet()) {
            Context context = context(database.getKey(), database.getValue());
            findings.add(context.finding());
            major = context.major().orElse(major);
        }
        if (server) {
            findings.add(server(major));
        }
        findings.add(model());
        return findings;
    }

    private Map<String, GateConfig> databases() {
        Map<String, GateConfig> all = new LinkedHashMap<>();
        config.databases().forEach((name, each) -> all.put("context of " + name, each));
        if (all.isEmpty() || config.source().context().isPresent()) {
            all.put("context", config);
        }
        return all;
    }

    private Finding keys() {
        try {
            VerificationKeys trusted = VerificationKeys.read(root.resolve(VerificationKeys.FOLDER));
            Optional<SigningKey> own = gates.keys().load(TrustLevel.LOCAL);
            if (trusted.all().isEmpty()) {
                return new Finding(
                        "keys",
                        Status.FAILED,
                        "no public key in " + VerificationKeys.FOLDER + ", so no approval can hold",
                        "Run `lockkeeper init`, or add the gate's key.");
            }
            boolean known = own.map(key -> trusted.find(key.id()).isPresent()).orElse(false);
            return known
                    ? new Finding("keys", Status.OK, trusted.all().size() + " trusted, your own among them", "")
                    : new Finding(
                            "keys",
                            Status.WARNING,
                            trusted.all().size()
                                    + " trusted, none of them yours: what you review here is signed by nobody this repository knows",
                            "Use the gate server, or run `lockkeeper init`.");
        } catch (ApprovalException e) {
            return new Finding("keys", Status.FAILED, String.valueOf(e.getMessage()), "");
        }
    }

    private Finding baseline() {
        try {
            int files = GuardedRepository.baseline(root).files().size();
            return files == 0
                    ? new Finding(
                            "baseline",
                            Status.ABSENT,
                            "old migrations are not recorded",
                            "`lockkeeper init --baseline` does it.")
                    : new Finding("baseline", Status.OK, files + " old migrations recorded", "");
        } catch (HookException | UsageException e) {
            return new Finding("baseline", Status.FAILED, String.valueOf(e.getMessage()), "");
        }
    }

    private record Context(Finding finding, Optional<Integer> major) {}

    private Context context(String check, GateConfig of) {
        Optional<Path> file = of.source().context();
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return new Context(
                    new Finding(
                            check,
                            Status.FAILED,
                            file.map(path -> path + " is not there").orElse("no context file is configured")
                                    + ", so no review can approve",
                            "Capture it: " + of.source().captureCommand() + "."),
                    Optional.empty());
        }
        try {
            Production production = Production.read(file.get(), gates.schemas());
            PgVersion version = production.context().version();
            Optional<Instant> captured = production.context().capturedAt();
            Optional<Duration> limit = of.policy().contextMaxAge();
            String what = "PostgreSQL " + version + ", captured "
                    + captured.map(Instant::toString).orElse("nobody knows when");
            boolean old = limit.isPresent()
                    && captured.map(at -> Duration.between(at, gates.clock().instant())
                                            .compareTo(limit.get())
                                    > 0)
                            .orElse(true);
            Finding finding = old
                    ? new Finding(
                            check,
                            Status.FAILED,
                            what + ", older than the limit of " + limit.get().toHours() + " hours",
                            "Capture it: " + of.source().captureCommand() + ".")
                    : version.dryRunnable()
                            ? new Finding(
                                    check,
                                    limit.isEmpty() ? Status.WARNING : Status.OK,
                                    what + (limit.isEmpty() ? ", without an age limit" : ""),
                                    "")
                            : new Finding(
                                    check,
                                    Status.FAILED,
                                    what + ", which cannot be dry-run",
                                    "Reviews need PostgreSQL " + PgVersion.OLDEST_DRY_RUN + " to " + PgVersion.NEWEST
                                            + ".");
            return new Context(finding, version.dryRunnable() ? Optional.of(version.major()) : Optional.empty());
        } catch (GateException e) {
            return new Context(new Finding(check, Status.FAILED, String.valueOf(e.getMessage()), ""), Optional.empty());
        }
    }

    private Finding server(int major) throws InterruptedException {
        try (ShadowDatabase shadow = DryRunsOnShadow.databases(config, console, gates)
                .open(
                        ShadowRequest.forMajor(major),
                        ShadowSources.choice(config.shadow().mode()))) {
            return new Finding(
                    "throwaway server",
                    Status.OK,
                    "PostgreSQL " + shadow.serverVersion() + " started: " + shadow.description(),
                    "");
        } catch (ShadowUnavailableException e) {
            return new Finding("throwaway server", Status.FAILED, String.valueOf(e.getMessage()), "");
        }
    }

    /** Asks the configured model for one word, so that it is known who answers. */
    private Finding model() {
        if (config.model().isEmpty()) {
            return new Finding("model", Status.ABSENT, "none configured; the agent's own model drafts", "");
        }
        GateConfig.Model model = config.model().get();
        try {
            ModelSettings settings = ModelKeys.settings(model, console.environment());
            String shared = model.shareWorkload() ? "; texts of queries are sent to it" : "";
            return switch (new Drafter(settings).greet()) {
                case DraftOutcome.Proposed answered ->
                    new Finding("model", Status.OK, settings.display() + " answers" + shared, "");
                case DraftOutcome.Unusable odd ->
                    new Finding(
                            "model",
                            Status.WARNING,
                            settings.display() + " answers, but not in the form that was asked for: " + odd.problem()
                                    + shared,
                            "Use a model that follows a schema, or expect rounds to be lost.");
                case DraftOutcome.Failed failed ->
                    new Finding("model", Status.FAILED, failed.reason(), failed.nextStep());
            };
        } catch (GateException e) {
            return new Finding("model", Status.WARNING, String.valueOf(e.getMessage()), "");
        }
    }
}
