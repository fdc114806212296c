package dev.lockkeeper.app.cli;

import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.RuleSet;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code lockkeeper}: the root of all commands. */
@Command(
        name = "lockkeeper",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "The gate that every AI coding agent must pass before a PostgreSQL migration leaves its hands.",
        footer = {
            "",
            "Examples:",
            "  lockkeeper review --context production.json migrations/042_add_status.sql",
            "  lockkeeper lint --pg 16 migrations/",
            "  lockkeeper effects --context production.json - < change.sql",
            "  lockkeeper explain set-not-null-scans-table",
            "  lockkeeper init",
            "",
            "Exit codes: 0 approved or no error, 1 not so, 2 wrong usage, 3 the gate could not do its work."
        })
public final class LockkeeperCommand {
    private LockkeeperCommand() {}

    /** Runs one command line and returns its exit code; nothing is thrown. */
    public static int run(
            Map<String, String> environment, InputStream in, PrintStream out, PrintStream err, String... arguments) {
        Console console = new Console(environment, in, out, err);
        Gates gates = new Gates(environment, Clock.systemUTC());
        Map<String, Supplier<Object>> commands = commands(console, gates);
        CommandLine line = new CommandLine(new LockkeeperCommand());
        // Reading a command's annotations is slow: when the first word says which one runs, only that one is read.
        List<String> wanted = arguments.length > 0 && commands.containsKey(arguments[0])
                ? List.of(arguments[0])
                : new ArrayList<>(commands.keySet());
        wanted.forEach(name ->
                Optional.ofNullable(commands.get(name)).ifPresent(command -> line.addSubcommand(name, command.get())));
        if (wanted.size() > 1) {
            line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        }
        line.getCommandSpec().version("lockkeeper " + RuleSet.VERSION);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setExecutionExceptionHandler((exception, command, parsed) -> failure(exception, console));
        if (arguments.length == 0) {
            line.usage(err);
            return ExitCodes.USAGE;
        }
        return line.execute(arguments);
    }

    private static Map<String, Supplier<Object>> commands(Console console, Gates gates) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("review", () -> new ReviewCommand(console, gates));
        commands.put("snapshot", () -> new SnapshotCommand(console));
        commands.put("lint", () -> new LintCommand(console, gates));
        commands.put("effects", () -> new EffectsCommand(console, gates));
        commands.put("verify", () -> new VerifyCommand(console, gates));
        commands.put("explain", () -> new ExplainCommand(console, gates));
        commands.put("rules", () -> new RulesCommand(console));
        commands.put("draft", () -> new DraftCommand(console, gates));
        commands.put("prompt", () -> new PromptCommand(console, gates));
        commands.put("eval", () -> new EvalCommand(console, gates));
        commands.put("drift", () -> new DriftCommand(console, gates));
        commands.put("preflight", () -> new PreflightCommand(console, gates));
        commands.put("decide", () -> new DecideCommand(console, gates, Clock.systemUTC()));
        commands.put("apply", () -> new ApplyCommand(console, gates));
        commands.put("status", () -> new StatusCommand(console));
        commands.put("audit", () -> new AuditCommand(console, gates));
        commands.put("init", () -> new InitCommand(console, gates));
        commands.put("doctor", () -> new DoctorCommand(console, gates));
        commands.put("hook", () -> new HookCommand(console, gates));
        commands.put("mcp", () -> new McpCommand(console, gates));
        commands.put("serve", () -> new ServeCommand(console, gates));
        return commands;
    }

    private static int failure(Exception exception, Console console) throws Exception {
        if (exception instanceof UsageException
                || exception instanceof dev.lockkeeper.hook.HookException
                || exception instanceof dev.lockkeeper.gate.GateException
                || exception instanceof dev.lockkeeper.draft.PromptException
                || exception instanceof dev.lockkeeper.checklist.ChecklistException) {
            console.err().println("lockkeeper: " + exception.getMessage());
            return ExitCodes.USAGE;
        }
        if (exception instanceof dev.lockkeeper.approval.ApprovalException
                || exception instanceof dev.lockkeeper.plan.PlanningException) {
            console.err().println("lockkeeper: " + exception.getMessage());
            return ExitCodes.UNAVAILABLE;
        }
        console.err()
                .println("lockkeeper: an error of Lockkeeper's own: " + exception
                        + ". Nothing was approved. Report it with the command line.");
        if (!console.environment().getOrDefault("LOCKKEEPER_TRACE", "").isEmpty()) {
            exception.printStackTrace(console.err());
        }
        return ExitCodes.UNAVAILABLE;
    }
}
