package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ServerFacts;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Captures what a live server looks like, over one read-only connection, as the context that the gate reads. */
public final class Snapshots {
    private static final Duration SERIES_FROM = Duration.ofMinutes(1);
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);
    private static final int MOST_INTERVALS = 96;

    private final Pause pause;
    private final Consumer<String> progress;

    /** {@code progress} is told in words what is being read. */
    public Snapshots(Pause pause, Consumer<String> progress) {
        this.pause = pause;
        this.progress = progress;
    }

    public ProductionContext capture(SnapshotRequest request) throws SnapshotException, InterruptedException {
        progress.accept("connecting to " + request.target().display());
        try (ReadOnlySession session = new ReadOnlySession(
                Connector.open(request.target(), request.statementLimit()),
                request.target().display())) {
            return new Capture(session, request).run();
        }
    }

    /** The GRANTs and functions that close the gaps of a role, as SQL for a superuser. */
    public String grants(SnapshotRequest request, Optional<String> role) throws SnapshotException {
        try (ReadOnlySession session = new ReadOnlySession(
                Connector.open(request.target(), request.statementLimit()),
                request.target().display())) {
            return new GrantsText(session, version(session), role).read();
        }
    }

    /** Set only after the settings were read, which are the server's. Times are bound by the server itself. */
    static String limits(Duration statementLimit, int major) {
        return "SET statement_timeout = " + statementLimit.toMillis()
                + "; SET lock_timeout = 500; SET idle_in_transaction_session_timeout = 60000"
                + (major >= 14 ? "; SET idle_session_timeout = 0" : "")
                + "; SET jit = off; SET max_parallel_workers_per_gather = 0; SET quote_all_identifiers = off"
                + "; SET intervalstyle = postgres; SET extra_float_digits = 1; SET bytea_output = hex";
    }

    static PgVersion version(ReadOnlySession session) throws SnapshotException {
        PgVersion version = session
                .read(
                        new ReadOnlySession.Purpose("version", "nothing can be judged"),
                        "SELECT current_setting('server_version') AS v")
                .stream()
                .findFirst()
                .map(row -> PgVersion.parse(row.text("v")))
                .orElseThrow(() -> new SnapshotException(
                        SnapshotException.Reason.SERVER, "the server does not tell its version. Is it PostgreSQL?"));
        if (!version.dryRunnable()) {
            throw new SnapshotException(
                    SnapshotException.Reason.SERVER,
                    "PostgreSQL " + version + " is not supported: snapshots are taken of majors "
                            + PgVersion.OLDEST_DRY_RUN + " to " + PgVersion.NEWEST + ".");
        }
        return version;
    }

    /** One capture: the session and what was asked for. */
    private final class Capture {
        private final ReadOnlySession session;
        private final SnapshotRequest request;

        Capture(ReadOnlySession session, SnapshotRequest request) {
            this.session = session;
            this.request = request;
        }

        ProductionContext run() throws SnapshotException, InterruptedException {
            PgVersion version = version(session);
            int major = version.major();
            SettingsReader settingsReader = new SettingsReader(session);
            Map<String, String> settings = settingsReader.read();
            session.run(limits(request.statementLimit(), major));
            Wrappers wrappers = Wrappers.find(session);
            settingsReader.addTimeZone(settings, wrappers.has(Wrappers.TIME_ZONE));
            DatabaseIdentity identity = new IdentityReader(session, major).identity();
            sameDatabase(identity);

            TrafficReader trafficReader = new TrafficReader(session);
            List<SequenceReader.Known> sequences = new SequenceReader(session).known();
            List<SequenceReader.Readable> readable = SequenceReader.readable(sequences);
            List<TableSample> samples = new ArrayList<>(List.of(trafficReader.sample(readable)));
            long started = System.nanoTime();

            progress.accept("reading the schema");
            Optional<String> schema = new DdlReader(session, major, request.comments()).read();
            progress.accept("reading statistics");
            Map<QualifiedName, Map<String, dev.lockkeeper.context.ColumnFacts>> columns =
                    new ColumnsReader(session, wrappers.has(Wrappers.STATISTICS)).read(request.withValues());
            Map<QualifiedName, Map<String, List<String>>> dependants = new DependantsReader(session).read();

            sampleOn(samples, trafficReader, readable, started);

            // What changes from minute to minute is read last: a sample can take a day.
            WorkloadReader workloadReader = new WorkloadReader(session);
            Optional<String> statements = workloadReader.schema();
            List<WorkloadQuery> workload = statements.isPresent() ? workloadReader.read(statements.get()) : List.of();
            OptionalLong evicted =
                    statements.isPresent() ? workloadReader.evicted(statements.get(), major) : OptionalLong.empty();
            UsageServers servers = new UsageServers(new ServerReader(session).member(), replicas(identity));
            ServerFacts server = server(major, wrappers, servers);
            SessionsReader sessionsReader = new SessionsReader(session);
            ProductionContext base = ProductionContext.none(version);
            List<dev.lockkeeper.context.Session> sessions = sessionsReader.read();
            Optional<dev.lockkeeper.context.Connections> connections =
                    Optional.of(sessionsReader.connections(request.poolSize()));
            Row now = now(settings);
            Instant at = now.time("now").orElse(Instant.EPOCH);
            Optional<Growth> growth = Growth.between(request.since(), at);
            TrafficSeries traffic = new TrafficSeries(samples);
            Map<QualifiedName, TableFacts> tables = new TablesAssembler(major, traffic, zone(settings), growth)
                    .assemble(
                            new SizesReader(session).read(),
                            columns,
                            servers.indexScans(new IndexScansReader(session).read()),
                            dependants);
            List<WorkloadQuery> series = QueryTables.named(
                    Workloads.series(
                            servers.workload(workload),
                            request.since().map(ProductionContext::workload).orElse(List.of()),
                            at,
                            request.since().isEmpty()),
                    tables.keySet());
            return new ProductionContext(
                    version,
                    Optional.of(at),
                    now.integer("hour"),
                    OptionalDouble.of(traffic.seconds()),
                    Optional.of(identity),
                    settings,
                    tables,
                    series,
                    statements.isEmpty() ? Optional.empty() : Optional.of(servers.coverage(series, at, evicted)),
                    sessions,
                    connections,
                    request.since().flatMap(ProductionContext::deployment),
                    server.withSequences(SequenceReader.facts(
                            sequences,
                            samples.getFirst(),
                            samples.getLast(),
                            growth.map(g -> g.valuesPerDay(sequences, samples.getLast()))
                                    .orElse(Map.of()))),
                    session.gaps(),
                    schema,
                    base.schemaFile(),
                    base.digest());
        }

        /** Growth between two servers would be nonsense. */
        private void sameDatabase(DatabaseIdentity here) throws SnapshotException {
            Optional<DatabaseIdentity> before = request.since().flatMap(ProductionContext::database);
            if (before.isPresent()
                    && (differ(before.get().systemIdentifier(), here.systemIdentifier())
                            || differ(before.get().name(), here.name()))) {
                throw new SnapshotException(
                        SnapshotException.Reason.USAGE,
                        "the snapshot given with --since is of another server or database. Give one of "
                                + request.target().display() + ", or leave --since out.");
            }
        }

        private boolean differ(Optional<String> a, Optional<String> b) {
            return a.isPresent() && b.isPresent() && !a.equals(b);
        }

        private void sampleOn(
                List<TableSample> samples, TrafficReader reader, List<SequenceReader.Readable> sequences, long started)
                throws SnapshotException, InterruptedException {
            Duration interval = request.sample().compareTo(SERIES_FROM) <= 0
                    ? request.sample()
                    : max(SHORTEST_INTERVAL, request.sample().dividedBy(MOST_INTERVALS));
            Duration passed = Duration.ofNanos(System.nanoTime() - started);
            do {
                Duration left = max(Duration.ZERO, request.sample().minus(passed));
                Duration next = interval.compareTo(left) < 0 ? interval : left;
                if (next.isPositive()) {
                    progress.accept("measuring traffic for another " + left.toSeconds() + " s");
                    pause.pause(next);
                }
                samples.add(reader.sample(sequences));
                passed = max(passed.plus(next), Duration.ofNanos(System.nanoTime() - started));
            } while (passed.compareTo(request.sample()) < 0);
        }

        private static Duration max(Duration a, Duration b) {
            return a.compareTo(b) > 0 ? a : b;
        }

        private Row now(Map<String, String> settings) throws SnapshotException {
            return session
                    .read(
                            new ReadOnlySession.Purpose("server time", "the age of this snapshot is not known"),
                            "SELECT clock_timestamp() AS now, extract(hour FROM clock_timestamp() AT TIME ZONE "
                                    + Identifiers.literal(settings.getOrDefault("TimeZone", "UTC")) + ")::int AS hour")
                    .stream()
                    .findFirst()
                    .orElseThrow(() -> new SnapshotException(
                            SnapshotException.Reason.SERVER, "the server does not tell the time. Try again."));
        }

        private static ZoneId zone(Map<String, String> settings) {
            try {
                return ZoneId.of(settings.getOrDefault("TimeZone", "UTC"));
            } catch (DateTimeException e) {
                // PostgreSQL knows spellings of zones that Java does not.
                return ZoneOffset.UTC;
            }
        }

        private List<ReplicaUse> replicas(DatabaseIdentity identity) throws SnapshotException {
            ReplicaReader reader = new ReplicaReader(request.statementLimit(), identity);
            List<ReplicaUse> replicas = new ArrayList<>();
            for (Target replica : request.replicas()) {
                progress.accept("reading the replica " + replica.display());
                replicas.add(reader.read(replica));
            }
            replicas.forEach(replica -> replica.gaps().forEach(session::gap));
            return replicas;
        }

        private ServerFacts server(int major, Wrappers wrappers, UsageServers servers) throws SnapshotException {
            ServerReader reader = new ServerReader(session);
            FlawsReader flaws = new FlawsReader(session);
            Map<String, String> extensions = reader.extensions();
            return new ServerFacts(
                    reader.replicas(),
                    reader.publications(major),
                    reader.subscriptions(),
                    List.of(),
                    reader.transactionAge(),
                    reader.preparedTransactions(),
                    flaws.invalidIndexes(),
                    flaws.notValidConstraints(),
                    servers.unusedIndexes(flaws.unusedIndexes()),
                    flaws.foreignKeysWithoutIndex(),
                    reader.roleSettings(),
                    DdlRights.defaultPrivileges(session),
                    List.copyOf(extensions.keySet()),
                    extensions,
                    new IdentityReader(session, major).locale(),
                    reader.cronJobs(wrappers.has(Wrappers.CRON)),
                    List.of(),
                    new IdentityReader(session, major).tablespace());
        }
    }
}
