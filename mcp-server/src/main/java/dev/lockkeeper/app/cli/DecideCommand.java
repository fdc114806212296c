package dev.lockkeeper.app.cli;

import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.plan.runner.RunnerNaming;
import dev.lockkeeper.report.TextReport;
import dev.lockkeeper.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper decide}: a reviewer answers what a review asks, signed with their SSH key. */
@Command(
        name = "decide",
        description = {
            "Answers the open questions of a review, as a reviewer: reviews the migration itself, shows the questions, and with",
            "--yes writes a decision signed with your SSH key to FILE.decisions/. The next `lockkeeper review` counts it."
        },
        footer = {
            "",
            "Reviewers and their public keys stand in .lockkeeper/reviewers, one line each: NAME ssh-ed25519 AAAA…",
            "",
            "Example:",
            "  lockkeeper decide --context prod.json --reviewer anna@example.com --accept --reason \"no job reads it\" m.sql --yes",
            "  lockkeeper decide --outside-window m.sql.lockkeeper --reviewer anna@example.com --accept --reason \"incident 7\" --yes",
            "",
            "Exit codes: 0 decided or shown, 1 nothing can be decided, 2 wrong usage, 3 the gate could not do its work."
        })
final class DecideCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;
    private final Clock clock;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The migration, under the name it was reviewed with.")
    private String file = "";

    @Option(
            names = "--outside-window",
            paramLabel = "DIR",
            description =
                    "Instead of a migration: may the signed plan in this folder run outside of its declared window,"
                            + " during the next two days?")
    private Optional<Path> outsideWindow = Optional.empty();

    @Option(
            names = "--down",
            paramLabel = "FILE",
            description = "Rollback of the migration. Default: NAME.down.sql beside it.")
    private Optional<Path> down = Optional.empty();

    @Mixin
    private final ShadowOptionGroup shadow = new ShadowOptionGroup();

    @Option(names = "--requester", paramLabel = "NAME", description = "Who asked for the review. Default: the user.")
    private Optional<String> requester = Optional.empty();

    @Option(
            names = "--reviewer",
            required = true,
            paramLabel = "NAME",
            description = "You, as .lockkeeper/reviewers names you.")
    private String reviewer = "";

    @ArgGroup(multiplicity = "1")
    private final Choice choice = new Choice();

    /** One of the two. */
    private static final class Choice {
        @Option(names = "--accept", description = "The plan may run: you have looked into every open question.")
        private boolean accept;

        @Option(names = "--reject", description = "The migration must not run like this.")
        private boolean reject;
    }

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is signed and reported.")
    private String reason = "";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Your SSH key, or its public half when ssh-agent holds it. Default: ~/.ssh/id_ed25519")
    private Path key = Path.of(System.getProperty("user.home", "."), ".ssh", "id_ed25519");

    @Option(names = "--expires", paramLabel = "DAYS", description = "How long it holds. Default: ${DEFAULT-VALUE}.")
    private int days = 14;

    @Option(names = "--yes", description = "Sign. Without it the questions are only shown.")
    private boolean yes;

    DecideCommand(Console console, Gates gates, Clock clock) {
        this.console = console;
        this.gates = gates;
        this.clock = clock;
    }

    @Override
    public Integer call() throws GateException {
        if (days < 1 || days > 365) {
            throw new UsageException("--expires takes 1 to 365 days.");
        }
        if (reason.isBlank()) {
            throw new UsageException("--reason is empty. Say why: it is signed and stands in the report.");
        }
        if (reviewer.equalsIgnoreCase(requester.orElse(System.getProperty("user.name", "unknown")))) {
            throw new UsageException("nobody decides about what they asked for: " + reviewer + " is the requester.");
        }
        if (yes && !Files.exists(key)) {
            throw new UsageException("the SSH key " + key + " is not there. Name yours with --key.");
        }
        if (file.isEmpty() == outsideWindow.isEmpty()) {
            throw new UsageException("name a migration, or a plan's folder with --outside-window; one of them.");
        }
        if (outsideWindow.isPresent()) {
            return new WindowDecision(console, clock, outsideWindow.get())
                    .decide(reviewer, choice.accept, reason, key, yes);
        }
        GateConfig config = common.configuration();
        List<InputFiles.Input> inputs = new InputFiles(console.in()).read(List.of(file));
        if (inputs.size() != 1) {
            throw new UsageException("decide takes one migration: " + file + " holds " + inputs.size() + ".");
        }
        GateResult result = new Reviewing(console, gates, common)
                .review(
                        config,
                        shadow.source(config, console.environment()),
                        false,
                        inputs,
                        down,
                        requester,
                        RunnerNaming.OWN)
                .getFirst();
        String name = inputs.getFirst().name();
        console.out()
                .print(TextReport.render(result.report(), name + ".lockkeeper/report.html", console.colour(), false));
        return switch (result.report().verdict()) {
            case Verdict.Unavailable unavailable -> ExitCodes.UNAVAILABLE;
            case Verdict.Rejected rejected -> {
                console.err().println("lockkeeper: a rejected migration cannot be decided about; change it.");
                yield ExitCodes.NOT_APPROVED;
            }
            case Verdict.Approved approved -> decided(result, name);
            case Verdict.NeedsDecision needs -> decided(result, name);
        };
    }

    private int decided(GateResult result, String name) {
        if (result.open().isEmpty()) {
            console.out().println("Nothing is open: run `lockkeeper review` to get the signed files.");
            return ExitCodes.APPROVED;
        }
        if (!yes) {
            console.out()
                    .println("Nothing was signed. With --yes " + reviewer + (choice.accept ? " accepts" : " rejects")
                            + " all of it.");
            return ExitCodes.APPROVED;
        }
        Path written = DecisionFiles.of(name)
                .write(result.decision(reviewer, choice.accept, reason, clock.instant(), Duration.ofDays(days)), key);
        console.out()
                .println("Signed: " + written
                        + ". Now run `lockkeeper review` again with the same context and file name.");
        return ExitCodes.APPROVED;
    }
}
