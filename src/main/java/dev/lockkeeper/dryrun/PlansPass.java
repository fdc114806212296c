package dev.lockkeeper.dryrun;

import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.dryrun.explain.Explained;
import dev.lockkeeper.dryrun.explain.ExplainedQuery;
import dev.lockkeeper.dryrun.explain.Explainer;
import dev.lockkeeper.dryrun.explain.PlanChange;
import dev.lockkeeper.dryrun.explain.PlanShape;
import dev.lockkeeper.dryrun.explain.ProductionSizes;
import dev.lockkeeper.dryrun.explain.QueryText;
import dev.lockkeeper.dryrun.explain.TopQueries;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.SparseRelations;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Explains production's queries before the plan and after each phase, on an embedded server of its own. A phase runs while
 * the files are as small as they are; for the queries the server is stopped and the files are made as long as
 * production's. Nothing but EXPLAIN ever sees those.
 */
final class PlansPass {
    /** What ANALYZE reads of a table: with so many rows its statistics do not depend on chance. */
    private static final long ROWS = 30_000;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final DryRunRequest request;
    private final SchemaLoader schema;
    private final ScriptReader reader;
    private final Set<QualifiedName> touched;
    private final List<String> notCompared = new ArrayList<>();
    private final List<QueryComparison.Worse> worse = new ArrayList<>();

    PlansPass(DryRunRequest request, SchemaLoader schema, ScriptReader reader, Set<QualifiedName> touched) {
        this.request = request;
        this.schema = schema;
        this.reader = reader;
        this.touched = touched;
    }

    /** Without queries on the touched tables nothing is started. */
    QueryComparison run(ShadowDatabases databases, ShadowRequest shadow) throws SQLException, InterruptedException {
        TopQueries top = TopQueries.of(reader, request.original().context(), touched);
        notCompared.addAll(top.notCompared());
        if (top.queries().isEmpty()) {
            return new QueryComparison(0, List.of(), List.of(), notCompared);
        }
        try (ShadowDatabase opened = databases.open(shadow, ShadowChoice.EMBEDDED)) {
            return opened.sparseRelations().isPresent()
                    ? on(opened, opened.sparseRelations().get(), top.queries())
                    : none("the files of this server are out of reach");
        } catch (ShadowUnavailableException e) {
            return none(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            // The proofs stand without this; an interrupt, which closes the connection, ends the whole dry run.
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return none(Rows.state(e) + " " + Rows.message(e));
        }
    }

    private QueryComparison none(String why) {
        return new QueryComparison(
                0, worse, List.of(), List.of("Plans of queries at production's size: not compared: " + why));
    }

    private QueryComparison on(ShadowDatabase opened, SparseRelations files, List<WorkloadQuery> queries)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        Set<QualifiedName> tables = new LinkedHashSet<>(touched);
        queries.forEach(query -> tables.addAll(query.tables()));
        tables.removeIf(name -> request.original().start().table(name).isEmpty());
        ProductionSizes sizes = new ProductionSizes(
                request.original().start(), request.original().context(), tables);
        sizes.unknown()
                .forEach(name -> notCompared.add("Plans at production's size: the context does not say how large "
                        + name.display() + " is; it is planned with " + ROWS + " rows."));
        try (TimeLimit limit = opened.limit(LIMIT);
                Connection migrator = opened.migrator();
                Connection observer = opened.observer()) {
            schema.load(migrator);
            new SyntheticRows(
                            request.original().start(),
                            request.original().end(),
                            request.original().context(),
                            ROWS,
                            request.seed())
                    .load(migrator, tables);
            sizes.remember(observer);
        }
        Map<String, PlanShape> before = new LinkedHashMap<>();
        explain(opened, files, sizes, queries).forEach((query, explained) -> {
            switch (explained) {
                case Explained.Planned planned -> before.put(query, planned.plan());
                case Explained.Refused refused ->
                    notCompared.add(TopQueries.gap(query, refused.sqlState() + " " + refused.message()));
            }
        });
        return new QueryComparison(before.size(), worse, phases(opened, files, sizes, queries, before), notCompared);
    }

    private List<ExplainedQuery> phases(
            ShadowDatabase opened,
            SparseRelations files,
            ProductionSizes sizes,
            List<WorkloadQuery> queries,
            Map<String, PlanShape> before)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        Map<String, List<ExplainedQuery.After>> after = new LinkedHashMap<>();
        before.keySet().forEach(query -> after.put(query, new ArrayList<>()));
        List<WorkloadQuery> planned = queries.stream()
                .filter(query -> before.containsKey(query.query()))
                .toList();
        Set<PlanChange> found = new LinkedHashSet<>();
        boolean deployed = false;
        for (Phase phase : before.isEmpty() ? List.<Phase>of() : request.plan().phases()) {
            // What was deployed before an earlier phase still is.
            deployed |= phase.deployBefore().isPresent();
            files.restore();
            String failure = migrate(opened, phase);
            if (!failure.isEmpty()) {
                notCompared.add("Plans at production's size after phase " + phase.label() + ": " + failure);
                break;
            }
            for (Map.Entry<String, Explained> each :
                    explain(opened, files, sizes, planned).entrySet()) {
                PlanShape earlier = before.get(each.getKey());
                List<ExplainedQuery.After> own = after.get(each.getKey());
                if (earlier == null || own == null) {
                    continue;
                }
                own.add(new ExplainedQuery.After(phase.number(), each.getValue()));
                for (PlanChange change :
                        PlanChange.of(QueryText.label(each.getKey()), earlier, each.getValue(), sizes::large)) {
                    if (found.add(change)) {
                        worse.add(new QueryComparison.Worse(
                                phase.number(), QueryComparison.How.of(change.kind(), deployed), change.what()));
                    }
                }
            }
        }
        List<ExplainedQuery> explained = new ArrayList<>();
        before.forEach((query, plan) ->
                explained.add(new ExplainedQuery(QueryText.label(query), plan, after.getOrDefault(query, List.of()))));
        return explained;
    }

    private String migrate(ShadowDatabase opened, Phase phase) throws SQLException {
        try (TimeLimit limit = opened.limit(LIMIT);
                Connection migrator = opened.migrator()) {
            Rows.execute(migrator, "SELECT pg_catalog.set_config('lockkeeper.pause_ms', '0', false)");
            Rows.execute(migrator, "SELECT pg_catalog.set_config('lockkeeper.batch_rows', '5000', false)");
            return PlainSteps.run(migrator, phase.steps());
        }
    }

    private Map<String, Explained> explain(
            ShadowDatabase opened, SparseRelations files, ProductionSizes sizes, List<WorkloadQuery> queries)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        Map<String, Long> pages;
        try (TimeLimit limit = opened.limit(LIMIT);
                Connection migrator = opened.migrator();
                Connection observer = opened.observer()) {
            sizes.analyze(migrator, observer);
            pages = sizes.pages(observer);
        }
        files.stretch(pages);
        Map<String, Explained> answers = new LinkedHashMap<>();
        try (TimeLimit limit = opened.limit(LIMIT);
                Connection migrator = opened.migrator()) {
            Explainer explainer = new Explainer(migrator, opened.major());
            List<String> refused = explainer.settings(request.original().context());
            if (!refused.isEmpty() && worse.isEmpty()) {
                notCompared.add("Plans at production's size: without production's setting " + String.join(", ", refused)
                        + ", which this server refuses.");
            }
            for (WorkloadQuery query : queries) {
                answers.put(query.query(), explainer.explain(query.query()));
            }
        }
        return answers;
    }
}
