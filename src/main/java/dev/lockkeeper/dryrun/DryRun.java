package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.shadow.DatabaseLocale;
import dev.lockkeeper.dryrun.shadow.Progress;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Executes original, plan and rollback on throwaway databases of production's major, with synthetic rows or those of a
 * backup or clone, and writes down what was seen. The original and the plan each get a database of their own. An interrupt
 * of the calling thread cancels it, and its servers go away.
 */
public final class DryRun {
    private static final String PASSES = "dry run: the submitted text, the plan and its way back";
    private static final String TRAFFIC = "dry run: under traffic";
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final ShadowDatabases databases;
    private final ShadowSource source;
    private final ScriptReader reader;
    private final InstantSource clock;
    private final Progress progress;

    /** On synthetic rows. */
    public DryRun(ShadowDatabases databases, ShadowChoice choice, ScriptReader reader) {
        this(databases, new ShadowSource.Synthetic(choice), reader, InstantSource.system(), Progress.SILENT);
    }

    /** Told to nobody. */
    public DryRun(ShadowDatabases databases, ShadowSource source, ScriptReader reader, InstantSource clock) {
        this(databases, source, reader, clock, Progress.SILENT);
    }

    /** {@code clock} tells how old a backup or clone is; {@code progress} is told which pass begins. */
    public DryRun(
            ShadowDatabases databases,
            ShadowSource source,
            ScriptReader reader,
            InstantSource clock,
            Progress progress) {
        this.databases = databases;
        this.source = source;
        this.reader = reader;
        this.clock = clock;
        this.progress = progress;
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
        EvidenceDraft draft = new EvidenceDraft();
        ShadowRequest shadow = shadowRequest(request, schema, version);
        try (Ground ground = ground(request, schema, shadow)) {
            passes(request, ground, draft);
            draft.notEnforced.addAll(ground.notEnforced());
            draft.notChecked.addAll(ground.notChecked());
        }
        if (draft.plan.failure().isEmpty()) {
            progress.report("dry run: plans of queries", -1);
            draft.atProductionSize = new PlansPass(request, schema, reader, touched(request)).run(databases, shadow);
        }
        return draft.evidence();
    }

    private Ground ground(DryRunRequest request, SchemaLoader schema, ShadowRequest shadow)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        return switch (source) {
            case ShadowSource.Synthetic synthetic ->
                new SyntheticGround(databases, synthetic.choice(), shadow, schema, request);
            case ShadowSource.Backup backup ->
                BackupGround.of(databases, backup, reader, request, schema, shadow, clock.instant());
            case ShadowSource.Clone clone ->
                CloneGround.of(databases, clone, reader, request, schema, shadow, clock.instant());
        };
    }

    private void passes(DryRunRequest request, Ground ground, EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        Set<QualifiedName> touched = touched(request);
        Duration time = LIMIT.plus(ground.loading());
        if (ground.severalPasses()) {
            progress.report(PASSES, -1);
            EvidenceDraft text = new EvidenceDraft();
            SideBySide.Both<SchemaFingerprint, Run> both = SideBySide.run(
                    ground.atOnce(),
                    () -> textPass(request, ground, touched, time, text),
                    () -> planPasses(request, ground, touched, time, draft));
            draft.adopt(text);
            compare(draft, both.first());
            if (request.down().isPresent()) {
                progress.report("dry run: the rollback that came with it", -1);
                GivenRollbackProof.run(request, request.down().get(), ground, touched, time, draft);
            }
        } else {
            planPasses(request, ground, touched, time, draft);
            draft.notChecked.add(
                    "the submitted text, the rollback that came with it, whether the plan leads to the text's schema, and second runs: this clone cannot be copied, so only the plan ran");
        }
        progress.report("dry run: forecast", -1);
        draft.forecast = ground.forecast(request, draft.plan, draft.rows, touched);
        if (request.traffic().isPresent()) {
            progress.report(TRAFFIC, -1);
            traffic(request, request.traffic().get(), ground, touched, draft);
        }
    }

    /** Runs the submitted text; what it made of the schema. */
    private SchemaFingerprint textPass(
            DryRunRequest request, Ground ground, Set<QualifiedName> touched, Duration time, EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        SchemaFingerprint made;
        try (ShadowDatabase shadow = ground.open();
                TimeLimit limit = shadow.limit(time)) {
            progress.report(PASSES, -1);
            made = original(request, ground, touched, shadow, draft);
        }
        if (draft.original.failure().isPresent()) {
            try (ShadowDatabase shadow = ground.open();
                    TimeLimit limit = shadow.limit(time)) {
                made = onEmptyDatabase(request, ground, touched, shadow, draft);
            }
        }
        return made;
    }

    /** Proves the plan, on a second server where a repeated phase spoilt the first one. */
    private Run planPasses(
            DryRunRequest request, Ground ground, Set<QualifiedName> touched, Duration time, EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        boolean repeating = ground.severalPasses();
        while (true) {
            try (ShadowDatabase shadow = ground.open();
                    TimeLimit limit = shadow.limit(time)) {
                progress.report(PASSES, -1);
                if (plan(request, ground, touched, shadow, draft, repeating)) {
                    return draft.plan;
                }
            }
            repeating = false;
        }
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
            Ground ground,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        SyntheticRows.Loaded loaded = load(ground, request, touched, shadow, draft);
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
            DryRunRequest request,
            Ground ground,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft)
            throws SQLException {
        try (TracedSession session =
                new TracedSession(shadow, request.original().start(), Map.of())) {
            ground.fillEmpty(session.connection(), touched);
            Run empty = OriginalRun.of(request.original(), session);
            draft.originalRanEmpty = empty.failure().isEmpty();
            return draft.originalRanEmpty ? withAdditions(request, session) : SchemaFingerprint.of(List.of());
        }
    }

    static SyntheticRows.Loaded load(
            Ground ground,
            DryRunRequest request,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        Ground.Filled filled = ground.fill(shadow, touched);
        draft.serverVersion = shadow.serverVersion();
        draft.differences.addAll(shadow.differences());
        draft.differences.addAll(
                ServerDifferences.of(shadow, request.original().context().server()));
        draft.notChecked.addAll(filled.notChecked());
        draft.differences.addAll(filled.elsewhere());
        draft.realRows = ground.realRows(filled.rows());
        draft.shadow = shadow.description()
                + draft.realRows.map(rows -> "; " + rows.sentence()).orElse("");
        draft.rows.putAll(filled.rows().rows());
        draft.notChecked.addAll(filled.rows().notFilled());
        draft.differences.addAll(filled.rows().plainer());
        return filled.rows();
    }

    /** Whether the proof came to its end on this server. */
    private boolean plan(
            DryRunRequest request,
            Ground ground,
            Set<QualifiedName> touched,
            ShadowDatabase shadow,
            EvidenceDraft draft,
            boolean repeating)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        SyntheticRows.Loaded loaded = load(ground, request, touched, shadow, draft);
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
            Ground ground,
            Set<QualifiedName> touched,
            EvidenceDraft draft)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        if (draft.plan.failure().isPresent()) {
            draft.notChecked.add("the plan under traffic: it does not run without traffic either");
            return;
        }
        if (!ground.severalPasses()) {
            draft.notChecked.add("text and plan under traffic: this clone cannot be copied");
            return;
        }
        UnderTraffic under = new UnderTraffic(settings, reader, request.original(), request.plan(), touched);
        EvidenceDraft text = new EvidenceDraft();
        SideBySide.Both<UnderTraffic.Half, UnderTraffic.Half> both = SideBySide.run(
                ground.atOnce(),
                () -> half(request, under, ground, touched, text, under::original),
                () -> half(request, under, ground, touched, draft, under::plan));
        draft.differences.addAll(text.differences);
        draft.notChecked.addAll(text.notChecked);
        UnderTraffic.Half plan = both.second();
        List<String> notReplayed = new ArrayList<>(plan.notReplayed());
        if (draft.realRows.isPresent()) {
            notReplayed.add("Generated inserts and deletes: there is no pattern for new rows among production's.");
        }
        draft.traffic =
                Optional.of(new TrafficEvidence(plan.offered(), both.first().run(), plan.run(), notReplayed));
    }

    /** One of the two that are compared under traffic. */
    private interface Half {
        UnderTraffic.Half on(ShadowDatabase shadow, UnderTraffic.Filled filled)
                throws SQLException, InterruptedException;
    }

    private UnderTraffic.Half half(
            DryRunRequest request,
            UnderTraffic under,
            Ground ground,
            Set<QualifiedName> touched,
            EvidenceDraft draft,
            Half half)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        try (ShadowDatabase shadow = ground.open();
                TimeLimit limit = shadow.limit(under.limit().plus(ground.loading()))) {
            progress.report(TRAFFIC, -1);
            return half.on(shadow, filled(load(ground, request, touched, shadow, draft)));
        }
    }

    private static UnderTraffic.Filled filled(SyntheticRows.Loaded loaded) {
        return new UnderTraffic.Filled(loaded.rows(), loaded.shapes());
    }
}
