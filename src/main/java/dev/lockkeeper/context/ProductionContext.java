package dev.lockkeeper.context;

import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What production looks like, as the context file says it (docs/schemas/context.schema.json). Every fact but the
 * PostgreSQL version is optional; what is missing is not known, and judged as the worse case.
 *
 * @param capturedHour hour of the day (0 to 23) where the server stands: outside the declared peak hours, traffic
 *     and locks are a lower bound
 * @param sampleSeconds how long the rates were measured
 * @param settings server settings by name, as {@code SHOW} prints them
 * @param notCaptured what the capture could not see, and why: one sentence each
 * @param schemaFile path relative to the context file
 * @param digest SHA-256 of the file's exact bytes in hexadecimal; {@code none} without a context
 */
public record ProductionContext(
        PgVersion version,
        Optional<Instant> capturedAt,
        OptionalInt capturedHour,
        OptionalDouble sampleSeconds,
        Optional<DatabaseIdentity> database,
        Map<String, String> settings,
        Map<QualifiedName, TableFacts> tables,
        List<WorkloadQuery> workload,
        Optional<UsageCoverage> usageCoverage,
        List<Session> sessions,
        Optional<Connections> connections,
        Optional<Deployment> deployment,
        ServerFacts server,
        List<String> notCaptured,
        Optional<String> schema,
        Optional<String> schemaFile,
        String digest) {

    public ProductionContext {
        Facts.between(
                "captured_hour",
                capturedHour.isPresent() ? OptionalDouble.of(capturedHour.getAsInt()) : OptionalDouble.empty(),
                0,
                23);
        Facts.notNegative("sample_seconds", sampleSeconds);
        settings = Facts.copy(settings);
        tables = Facts.copy(tables);
        workload = List.copyOf(workload);
        sessions = List.copyOf(sessions);
        notCaptured = List.copyOf(notCaptured);
    }

    /** No context at all: what {@code lint} judges by when none is given. */
    public static ProductionContext none(PgVersion version) {
        return new ProductionContext(
                version,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                ServerFacts.NOTHING,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "none");
    }

    /** The same with what operators declare; the digest then covers the declaration too. */
    public ProductionContext declaring(Declared declared) {
        if (declared.equals(Declared.NOTHING)) {
            return this;
        }
        Optional<Connections> pool = declared.poolSize().isPresent()
                ? Optional.of(new Connections(
                        connections.map(Connections::maxConnections).orElse(OptionalInt.empty()),
                        connections.map(Connections::inUse).orElse(OptionalInt.empty()),
                        declared.poolSize()))
                : connections;
        return with(
                pool,
                declared.over(deployment),
                server,
                notCaptured,
                schemaFile,
                ContextDigest.of(digest, declared.text()));
    }

    private ProductionContext with(
            Optional<Connections> pool,
            Optional<Deployment> deploys,
            ServerFacts facts,
            List<String> gaps,
            Optional<String> newSchemaFile,
            String newDigest) {
        return new ProductionContext(
                version,
                capturedAt,
                capturedHour,
                sampleSeconds,
                database,
                settings,
                tables,
                workload,
                usageCoverage,
                sessions,
                pool,
                deploys,
                facts,
                gaps,
                schema,
                newSchemaFile,
                newDigest);
    }

    /** Captured outside the declared peak hours: rates, sessions and locks are then a lower bound. */
    public boolean outsidePeak() {
        Optional<WeeklyHours> peak = deployment.flatMap(Deployment::peak);
        return peak.isPresent() && capturedHour.isPresent() && !peak.get().touchesHour(capturedHour.getAsInt());
    }

    public boolean isNone() {
        return digest.equals("none");
    }

    private Optional<TableFacts> facts(QualifiedName table) {
        return Optional.ofNullable(tables.get(table.inSchema("public")));
    }

    /** The size of an existing table; not known when the context does not name it. */
    public TableSize size(QualifiedName table) {
        return facts(table)
                .map(facts -> TableSize.of(facts.rows(), facts.heapBytes()))
                .orElse(TableSize.NOT_KNOWN);
    }

    /** Bytes of all indexes of the table together. */
    public OptionalLong indexBytes(QualifiedName table) {
        return facts(table).map(TableFacts::indexBytes).orElse(OptionalLong.empty());
    }

    public OptionalDouble writesPerSecond(QualifiedName table) {
        return facts(table).map(TableFacts::writesPerSecond).orElse(OptionalDouble.empty());
    }

    public OptionalDouble readsPerSecond(QualifiedName table) {
        return facts(table).map(TableFacts::readsPerSecond).orElse(OptionalDouble.empty());
    }

    public Optional<ColumnFacts> column(QualifiedName table, String column) {
        return facts(table).map(facts -> facts.columns().get(column));
    }

    /** Share of NULLs from statistics, 0 to 1: a hint, never a proof. */
    public OptionalDouble nullFraction(QualifiedName table, String column) {
        return column(table, column).map(ColumnFacts::nullFraction).orElse(OptionalDouble.empty());
    }

    /** Sessions that are running or idle in a transaction on the table, longest first. */
    public List<Session> sessionsOn(QualifiedName table) {
        return sessions.stream()
                .filter(session -> session.relations().contains(table.inSchema("public")))
                .sorted(Comparator.comparingLong(Session::durationMillis).reversed())
                .toList();
    }

    /** Statements of the workload that read or write the table, slowest (maximum) first. */
    public List<WorkloadQuery> queriesUsing(QualifiedName table, Optional<String> column) {
        return workload.stream()
                .filter(query -> query.tables().contains(table.inSchema("public")))
                .filter(query -> column.map(name ->
                                query.columns().isEmpty() || query.columns().contains(name))
                        .orElse(true))
                .sorted(Comparator.comparingDouble(
                                (WorkloadQuery query) -> query.maxMillis().orElse(0))
                        .reversed())
                .toList();
    }

    /** Who may hold the table for long when a lock is wanted: running sessions, then the slowest known statements. */
    public List<LongQuery> longestQueriesOn(QualifiedName table) {
        Stream<LongQuery> running = sessionsOn(table).stream()
                .map(session -> new LongQuery(session.query(), session.durationMillis(), true, session.application()));
        Stream<LongQuery> known = queriesUsing(table, Optional.empty()).stream()
                .filter(query -> query.maxMillis().isPresent())
                .map(query -> new LongQuery(
                        query.query(), Math.round(query.maxMillis().getAsDouble()), false, Optional.empty()));
        return Stream.concat(running, known)
                .sorted(Comparator.comparingLong(LongQuery::durationMillis).reversed())
                .toList();
    }

    /** A query that keeps a lock on a table for long: running now, or known from the workload. */
    public record LongQuery(String query, long durationMillis, boolean running, Optional<String> application) {}

    public OptionalInt poolSize() {
        return connections.map(Connections::poolSize).orElse(OptionalInt.empty());
    }

    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** Session time zone of the migration role; UTC when not said. */
    public String timeZone() {
        return setting("TimeZone").or(() -> setting("timezone")).orElse("UTC");
    }

    /** The same with its schema at another path: the file moves to another folder. */
    public ProductionContext withSchemaFile(String path) {
        return with(connections, deployment, server, notCaptured, Optional.of(path), digest);
    }

    /** The same with these counts: the digest stays that of the file, because only a new file is a new context. */
    public ProductionContext withDataFacts(List<DataFact> facts) {
        return with(connections, deployment, server.withDataFacts(facts), notCaptured, schemaFile, digest);
    }

    /** The same with more sentences about what is not known. */
    public ProductionContext withGaps(List<String> more) {
        return with(
                connections,
                deployment,
                server,
                Stream.concat(notCaptured.stream(), more.stream()).toList(),
                schemaFile,
                digest);
    }

    /** An exact count made before the review (rows of {@code table} that break {@code check}). */
    public OptionalLong dataFact(QualifiedName table, String query) {
        return server.dataFacts().stream()
                .filter(fact -> fact.table().equals(table.inSchema("public"))
                        && fact.query().equals(query))
                .mapToLong(DataFact::count)
                .findFirst();
    }

    /** Views, functions, triggers and rules that depend on the column, as the server says. */
    public List<String> dependants(QualifiedName table, String column) {
        return facts(table)
                .map(facts -> facts.dependants().getOrDefault(column, List.of()))
                .orElse(List.of());
    }

    public String databaseName() {
        return database.flatMap(DatabaseIdentity::name).orElse("production");
    }
}
