package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.shadow.DatabaseLocale;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowExtension;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.dryrun.traffic.QueryPlans;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficSettings;
import dev.lockkeeper.dryrun.traffic.UnderTraffic;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An interrupt of the calling thread cancels it, and its servers go away. Executes original, plan and rollback on throwaway servers of production's major, with the schema and synthetic
 * rows, and writes down what was seen. The original and the plan each get a server of their own.
 */
public final class DryRun {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final ShadowDatabases databases;
    private final ShadowChoice choice;
    private final ScriptReader reader;

    public DryRun(ShadowDatabases databases, ShadowChoice choice, ScriptReader reader) {
        this.databases = databases;
        this.choice = choice;
        this.reader = reader;
    }

    /** Never throws for what a server, the machine or the SQL does: the outcome says it. */
    public DryRunOutcome run(DryRunRequest request, PgVersion version) {
        try {
            return new DryRunOutcome.Ran(execute(request, version));
        } catch (ShadowUnavailableException e) {
            return new DryRunOutcome.Unavailable(
                    String.valueOf(e.getMessage()),
                    "Mend what it names, or choose another shadow database with --shadow.");
        } catch (SQLException e) {
            // An interrupt closes the connection under the statement that runs.
            return Thread.interrupted()
                    ? cancelled()
                    : new DryRunOutcome.Unavailable(
                            "the shadow database failed: " + Rows.state(e) + " " + Rows.message(e),
                            "Run the review again; if it stays, report it.");
        } catch (InterruptedException e) {
            // Consumed: the review goes on to its verdict, and a file channel would not survive a flag that is still
            // set.
            return cancelled();
        }
    }

    private static DryRunOutcome cancelled() {
        return new DryRunOutcome.Unavailable("the dry run was cancelled", "Run the review again.");
    }

    private Evidence execute(DryRunRequest request, PgVersion version)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        SchemaLoader schema = SchemaLoader.of(reader, request.schemaSql());
        Set<QualifiedName> touched = touched(request);
        EvidenceDraft draft = new EvidenceDraft();
        SchemaFingerprint target;
        try (ShadowDatabase shadow = databases.open(shadowRequest(request, schema, version), choice);
                TimeLimit limit = shadow.limit(LIMIT)) {
            target = original(request, schema, touched, shadow, draft);
        }
        if (draft.original.failure().isPresent()) {
            try (ShadowDatabase shadow = databases.open(shadowRequest(request, schema, version), choice);
                    TimeLimit limit = shadow.limit(LIMIT)) {
                target = onEmptyDatabase(request, schema, shadow, draft);
            }
        }
        boolean repeating = true;
        boolean proven = false;
        while (!proven) {
            try (ShadowDatabase shadow = databases.open(shadowRequest(request, schema, version), choice);
                    TimeLimit limit = shadow.limit(LIMIT)) {
                proven = plan(request, schema, touched, shadow, draft, repeating);
            }
            repeating = false;
        }
        compare(draft, target);
        if (!request.forecast().off()) {
            draft.forecast = new ForecastPass(
                            request,
                            new SizedRun(request, schema, touched),
                            () -> databases.open(shadowRequest(request, schema, version), choice))
                    .run(draft.plan, draft.rows);
        }
        if (request.traffic().isPresent()) {
            traffic(request, request.traffic().get(), schema, touched, version, draft);
        }
        return draft.evidence();
    }

    private static ShadowRequest shadowRequest(DryRunRequest request, SchemaLoader schema, PgVersion version) {
        ShadowRequest shadow = ShadowRequest.forMajor(version.major())
                .withStubRoles(schema.roles())
                .withExtensions(schema.extensions().stream()
                        .map(extension -> new ShadowExtension(
                                extension.extension(), extension.schema().orElse("public")))
                        .toList())
                .withLocale(DatabaseLocale.DEFAULT);
        return request.original()
                .context()
                .setting("TimeZone")
                .map(zone -> shadow.withSettings(Map.of("TimeZone", zone)))
                .orElse(shadow);
    }

    /** Existing tables that original or plan lock, write or reference. */
    private static Set<QualifiedName> touched(DryRunRequest request) {
        Set<QualifiedName> touched = new LinkedHashSet<>();
        Stream<Effect> effects = Stream.concat(
                request.original().statements().stream().flatMap(at -> at.effects().stream()),
                request.plan().steps().flatMap(step -> step.effects().stream()));
        effects.forEach(effect -> {
            if (effect instanceof Effect.AcquiresLock lock) {
                touched.add(lock.relation());
            } else if (effect instanceof Effect.ScansTable scan) {
                touched.add(scan.table());
            }
        });
        touched.removeIf(name -> request.original().start().table(name).isEmpty());
        return touched;
    }

    private SchemaFingerprint original(
            DryRunRequest request,
            SchemaLoader schema,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft)
            throws SQLException {
        SyntheticRows.Loaded loaded = load(request, schema, touched, shadow, draft);
        draft.rows.putAll(loaded.rows());
        draft.notChecked.addAll(loaded.notFilled());
        try (TracedSession session =
                new TracedSession(shadow, request.original().start(), loaded.rows())) {
            draft.original = OriginalRun.of(request.original(), session);
            return draft.original.failure().isPresent()
                    ? SchemaFingerprint.of(List.of())
                    : withAdditions(request, session);
        }
    }

    private static SchemaFingerprint withAdditions(DryRunRequest request, TracedSession session) throws SQLException {
        for (String addition : request.plan().additions()) {
            session.quietly(addition);
        }
        return FingerprintReader.read(session.connection());
    }

    /** The original cannot run on the rows: its schema is taken from an empty database. */
    private SchemaFingerprint onEmptyDatabase(
            DryRunRequest request, SchemaLoader schema, ShadowDatabase shadow, EvidenceDraft draft)
            throws SQLException {
        try (TracedSession session =
                new TracedSession(shadow, request.original().start(), Map.of())) {
            schema.load(session.connection());
            Run empty = OriginalRun.of(request.original(), session);
            draft.originalRanEmpty = empty.failure().isEmpty();
            return draft.originalRanEmpty ? withAdditions(request, session) : SchemaFingerprint.of(List.of());
        }
    }

    private SyntheticRows.Loaded load(
            DryRunRequest request,
            SchemaLoader schema,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft)
            throws SQLException {
        draft.serverVersion = shadow.serverVersion();
        draft.shadow = shadow.description();
        draft.differences.addAll(shadow.differences());
        try (java.sql.Connection migrator = shadow.migrator()) {
            draft.notChecked.addAll(schema.load(migrator));
            SyntheticRows.Loaded loaded = new SyntheticRows(
                            request.original().start(),
                            request.original().end(),
                            request.original().context(),
                            request.rowBudget(),
                            request.seed())
                    .load(migrator, touched);
            draft.differences.addAll(loaded.plainer());
            return loaded;
        }
    }

    /** Whether the proof came to its end on this server. */
    private boolean plan(
            DryRunRequest request,
            SchemaLoader schema,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft,
            boolean repeating)
            throws SQLException {
        SyntheticRows.Loaded loaded = load(request, schema, touched, shadow, draft);
        try (TracedSession session =
                new TracedSession(shadow, request.original().start(), loaded.rows())) {
            PlanRun run = new PlanRun(session);
            run.prepare();
            QueryPlans queries = QueryPlans.of(
                    reader, request.original(), filled(loaded), touched, session.connection(), request.seed());
            draft.compared = queries.compared();
            draft.notCompared.addAll(queries.notCompared());
            return new PlanProof(request.plan(), session, run, loaded.rows().keySet(), queries, repeating).prove(draft);
        }
    }

    private static void compare(EvidenceDraft draft, SchemaFingerprint target) {
        boolean targetKnown = draft.original.failure().isEmpty() || draft.originalRanEmpty;
        if (draft.plan.failure().isEmpty() && targetKnown) {
            List<String> differences = target.differences(draft.finalSchema);
            draft.schemaEqual = Optional.of(differences.isEmpty());
            draft.schemaDifferences.addAll(differences);
        } else if (draft.plan.failure().isEmpty()) {
            draft.notChecked.add(
                    "whether the plan leads to the schema of the original: the original runs neither on rows nor on an empty database ("
                            + draft.original.failure().map(SqlFailure::message).orElse("") + ")");
        }
    }

    /** Original and plan once more, each on its own server, with an application at work on it. */
    private void traffic(
            DryRunRequest request,
            TrafficSettings settings,
            SchemaLoader schema,
            Set<QualifiedName> touched,
            PgVersion version,
            EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        if (draft.plan.failure().isPresent()) {
            draft.notChecked.add("the plan under traffic: it does not run without traffic either");
            return;
        }
        UnderTraffic under = new UnderTraffic(settings, reader, request.original(), request.plan(), touched);
        UnderTraffic.Half original;
        try (ShadowDatabase shadow = databases.open(shadowRequest(request, schema, version), choice);
                TimeLimit limit = shadow.limit(under.limit())) {
            original = under.original(shadow, filled(load(request, schema, touched, shadow, draft)));
        }
        try (ShadowDatabase shadow = databases.open(shadowRequest(request, schema, version), choice);
                TimeLimit limit = shadow.limit(under.limit())) {
            UnderTraffic.Half plan = under.plan(shadow, filled(load(request, schema, touched, shadow, draft)));
            draft.traffic =
                    Optional.of(new TrafficEvidence(plan.offered(), original.run(), plan.run(), plan.notReplayed()));
        }
    }

    private static UnderTraffic.Filled filled(SyntheticRows.Loaded loaded) {
        return new UnderTraffic.Filled(loaded.rows(), loaded.shapes());
    }

    /** Evidence in the making. */
    static final class EvidenceDraft {
        String serverVersion = "";
        String shadow = "";
        final Set<String> differences = new LinkedHashSet<>();
        final Map<QualifiedName, Long> rows = new LinkedHashMap<>();
        final Set<String> notChecked = new LinkedHashSet<>();
        final List<String> schemaDifferences = new ArrayList<>();
        final List<Evidence.PhaseFingerprint> fingerprints = new ArrayList<>();
        final List<RollbackProof.Prefix> prefixes = new ArrayList<>();
        final List<Repeat> repeats = new ArrayList<>();
        final List<QueryComparison.Worse> worse = new ArrayList<>();
        final Set<String> notCompared = new LinkedHashSet<>();
        int compared;
        Run original = new Run(List.of(), Optional.empty());
        Run plan = new Run(List.of(), Optional.empty());
        SchemaFingerprint finalSchema = SchemaFingerprint.of(List.of());
        Optional<Boolean> schemaEqual = Optional.empty();
        ForecastEvidence forecast = ForecastEvidence.NONE;
        Optional<TrafficEvidence> traffic = Optional.empty();
        boolean originalRanEmpty;

        /** A pass over the plan starts; what an earlier one found out about second runs stays. */
        void forgetPlan() {
            fingerprints.clear();
            prefixes.clear();
            worse.clear();
        }

        Evidence evidence() {
            return new Evidence(
                    serverVersion,
                    shadow,
                    List.copyOf(differences),
                    rows,
                    RowSource.SYNTHETIC,
                    original,
                    plan,
                    new RollbackProof(prefixes, repeats),
                    schemaEqual,
                    schemaDifferences,
                    fingerprints,
                    forecast,
                    traffic,
                    new QueryComparison(compared, worse, List.copyOf(notCompared)),
                    List.copyOf(notChecked));
        }
    }
}
