package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Original and plan under the same traffic. Each is given a shadow database of its own, with schema and rows. */
public final class UnderTraffic {
    private final TrafficSettings settings;
    private final ScriptReader reader;
    private final Analysis analysis;
    private final Plan plan;
    private final Collection<QualifiedName> touched;

    public UnderTraffic(
            TrafficSettings settings,
            ScriptReader reader,
            Analysis analysis,
            Plan plan,
            Collection<QualifiedName> touched) {
        this.settings = settings;
        this.reader = reader;
        this.analysis = analysis;
        this.plan = plan;
        this.touched = touched;
    }

    /** The rows a shadow database was filled with: how many, and how they are made. */
    public record Filled(Map<QualifiedName, Long> rows, Map<QualifiedName, RowShape> shapes) {
        public Filled {
            rows = Map.copyOf(rows);
            shapes = Map.copyOf(shapes);
        }
    }

    /** What one migration did, with the traffic that it met. */
    public record Half(Offered offered, TrafficRun run, List<String> notReplayed) {}

    /** How long the watchdog must leave the sessions of either alone. */
    public Duration limit() {
        return TrafficPass.limit(settings, plan.phases().size());
    }

    public Half original(ShadowDatabase shadow, Filled filled) throws SQLException, InterruptedException {
        return run(shadow, filled, Stage.original(analysis));
    }

    public Half plan(ShadowDatabase shadow, Filled filled) throws SQLException, InterruptedException {
        return run(shadow, filled, Stage.plan(plan));
    }

    private Half run(ShadowDatabase shadow, Filled filled, List<Stage> stages)
            throws SQLException, InterruptedException {
        Workload workload;
        try (Connection connection = shadow.migrator()) {
            workload = new WorkloadBuilder(
                            settings, reader, analysis.start(), analysis.context(), filled.shapes(), filled.rows())
                    .of(touched, connection);
        }
        QueryPlans plans = new QueryPlans(workload, QueryPlans.large(analysis, touched), settings.seed());
        return new Half(
                workload.offered(),
                new TrafficPass(settings, shadow, workload, plans).run(stages),
                workload.notReplayed());
    }
}
