package dev.lockkeeper.app.cli;

import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ContextWriter;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.snapshot.ColumnName;
import dev.lockkeeper.context.snapshot.PasswordSource;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.SnapshotFile;
import dev.lockkeeper.context.snapshot.SnapshotRequest;
import dev.lockkeeper.context.snapshot.Snapshots;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.TargetReader;
import dev.lockkeeper.gate.DatabaseSource;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper snapshot}: captures what a live server looks like into a context file, or prints the rights for it. */
@Command(
        name = "snapshot",
        description = {
            "Captures what production looks like into the file that --context of the other commands reads.",
            "One read-only connection; no table is scanned, no value is shown. The password comes from PGPASSWORD,"
                    + " PGPASSFILE, ~/.pgpass or --password-file."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper snapshot --url postgres://lockkeeper@db.example.com/shop -o production.json",
            "  lockkeeper snapshot --url postgres://lockkeeper@db.example.com/shop --since monday.json --sample 60 -o tuesday.json",
            "  lockkeeper snapshot --database shop",
            "  lockkeeper snapshot --url postgres://lockkeeper@primary/shop --replica-url postgres://lockkeeper@replica/shop -o production.json",
            "  lockkeeper snapshot --host db.example.com --dbname shop --user lockkeeper --grants",
            "",
            "Exit codes: 0 written, 2 wrong usage, 3 the server cannot be used."
        })
final class SnapshotCommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)?");
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Console console;

    /** A URL may hold a password, so a URL in the wrong place must not end in an error message: it is simply taken. */
    @Parameters(arity = "0..*", paramLabel = "URL", hidden = true)
    private List<String> positional = List.of();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "postgres://user@host:5432/database or jdbc:postgresql://host/database.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "A database of lockkeeper.yaml: its url, and its snapshot as the file that is renewed.")
    private Optional<String> named = Optional.empty();

    @Option(
            names = "--replica-url",
            paramLabel = "URL",
            description = "A physical replica whose statements and index scans are added; once for each replica.")
    private List<String> replicas = List.of();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: lockkeeper.yaml here.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--host", paramLabel = "HOST", description = "Host. Default: PGHOST.")
    private Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Port. Default: PGPORT, else 5432.")
    private Optional<String> port = Optional.empty();

    @Option(
            names = "--dbname",
            paramLabel = "NAME",
            description = "Database. Default: PGDATABASE, else the user's name.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--user",
            paramLabel = "ROLE",
            description = "Role. Default: PGUSER, else the user of this machine.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "File whose first line is the password.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The context file to write; readable for its owner only.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--force", description = "Replace the file when it is there.")
    private boolean force;

    @Option(
            names = "--sample",
            paramLabel = "SECONDS",
            description = "How long traffic is measured: 2, 90s, 15m, 24h. Default: ${DEFAULT-VALUE}.",
            defaultValue = "2")
    private String sample = "2";

    @Option(
            names = "--since",
            paramLabel = "FILE",
            description = "An earlier snapshot of the same database: growth and last use count from it.")
    private Optional<Path> since = Optional.empty();

    @Option(
            names = "--with-values",
            paramLabel = "TABLE.COLUMN",
            split = ",",
            description = "Columns whose most common values may be written as they are. Default: none.")
    private List<String> withValues = List.of();

    @Option(names = "--with-comments", description = "Write texts of comments, up to 1,000 characters each.")
    private boolean withComments;

    @Option(
            names = "--pool-size",
            paramLabel = "N",
            description = "Connections of the application's pools together; no query shows it.")
    private Optional<Integer> poolSize = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "statement_timeout of each query. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private String timeout = "10";

    @Option(
            names = "--grants",
            description = "Print the GRANTs and functions that the role still lacks, and write nothing.")
    private boolean grants;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "With --grants: for this role. Default: the one connected.")
    private Optional<String> role = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Summary as text or json (one document on standard output).",
            defaultValue = "text")
    private CommonOptions.Format format = CommonOptions.Format.TEXT;

    SnapshotCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws GateException {
        DatabaseSource source = source();
        try {
            SnapshotRequest request = request(source);
            Snapshots snapshots = new Snapshots(duration -> Thread.sleep(duration), this::progress);
            if (grants) {
                console.out().print(snapshots.grants(request, role));
                return ExitCodes.APPROVED;
            }
            Path file = output.or(source::context)
                    .orElseThrow(
                            () -> new UsageException(
                                    "no file is named for the snapshot. Give one with -o production.json, or --grants to see what the role lacks."));
            boolean renews = output.isEmpty();
            SnapshotFile target = new SnapshotFile(file, force || renews);
            target.check();
            ProductionContext context = snapshots.capture(request);
            byte[] bytes = ContextWriter.write(context);
            target.write(bytes);
            progress("");
            console.out().print(new SnapshotSummary(file, bytes, context).render(format));
            return ExitCodes.APPROVED;
        } catch (SnapshotException e) {
            progress("");
            return switch (e.reason()) {
                case USAGE -> throw new UsageException(String.valueOf(e.getMessage()), e);
                case SERVER -> unavailable(String.valueOf(e.getMessage()));
            };
        } catch (ContextException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("interrupted. Nothing was written.");
        }
    }

    private int unavailable(String message) {
        console.err().println("lockkeeper: " + message);
        return ExitCodes.UNAVAILABLE;
    }

    private DatabaseSource source() throws GateException {
        if (named.isEmpty()) {
            return DatabaseSource.UNKNOWN;
        }
        if (url.isPresent() || !positional.isEmpty() || host.isPresent() || database.isPresent()) {
            throw new UsageException("--database says which server it is; leave --url, --host and --dbname out.");
        }
        GateConfig found =
                config.isPresent() ? GateConfigReader.read(config.get()) : GateConfigReader.find(Path.of(""));
        DatabaseSource source = found.database(named).source();
        if (source.url().isEmpty()) {
            throw new UsageException(
                    "databases." + named.get() + " of lockkeeper.yaml has no url. Add it, or give --url.");
        }
        return source;
    }

    private SnapshotRequest request(DatabaseSource source) throws SnapshotException, ContextException {
        if (positional.size() > 1 || !positional.isEmpty() && url.isPresent()) {
            throw new UsageException("one server at a time: give a single --url.");
        }
        Target target = new TargetReader(console.environment())
                .read(new TargetReader.Given(
                        url.or(() -> positional.stream().findFirst()).or(source::url), host, port(), database, user));
        Optional<ProductionContext> earlier = Optional.empty();
        if (since.isPresent()) {
            earlier = Optional.of(ContextReader.read(since.get()));
        }
        return new SnapshotRequest(
                new PasswordSource(console.environment()).complete(target, passwordFile.or(source::passwordFile)),
                duration("--sample", sample, Duration.ZERO),
                duration("--timeout", timeout, Duration.ofSeconds(1)),
                columns(),
                withComments,
                poolSize.map(OptionalInt::of).orElse(OptionalInt.empty()),
                replicas(source),
                earlier);
    }

    /** Those of the command line, and the one that lockkeeper.yaml names for the database. */
    private List<Target> replicas(DatabaseSource source) throws SnapshotException {
        TargetReader reader = new TargetReader(console.environment());
        PasswordSource passwords = new PasswordSource(console.environment());
        List<Target> targets = new ArrayList<>();
        for (String replica : Stream.concat(source.replicaUrl().stream(), replicas.stream())
                .distinct()
                .toList()) {
            Target target = reader.read(new TargetReader.Given(
                    Optional.of(replica), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
            targets.add(passwords.complete(target, passwordFile.or(source::passwordFile)));
        }
        return targets;
    }

    /** Not an int to picocli, whose message would repeat what stands there, and that may be a URL. */
    private Optional<Integer> port() {
        if (port.isPresent() && !port.get().matches("\\d{1,5}")) {
            throw new UsageException("--port takes a number from 1 to 65535.");
        }
        return port.map(Integer::valueOf);
    }

    private static Duration duration(String option, String text, Duration least) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(option + " takes seconds, or a number with s, m or h: 2, 90s, 15m, 24h.");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
        if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new UsageException(option + " lies between " + least.toSeconds() + " seconds and 7 days.");
        }
        return duration;
    }

    private Set<ColumnName> columns() {
        Set<ColumnName> columns = new LinkedHashSet<>();
        for (String name : withValues) {
            columns.add(
                    ColumnName.parse(name.strip())
                            .orElseThrow(
                                    () -> new UsageException(
                                            "--with-values takes columns as table.column or schema.table.column, separated by commas.")));
        }
        return columns;
    }

    private void progress(String message) {
        if (console.interactive()) {
            console.err().print("\r\u001b[K" + message);
            console.err().flush();
        }
    }
}
