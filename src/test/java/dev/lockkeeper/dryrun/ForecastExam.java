package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.dryrun.forecast.Projection;
import dev.lockkeeper.dryrun.forecast.Sample;
import dev.lockkeeper.dryrun.forecast.StepWork;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowLimits;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Retry;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.Timeouts;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Forecasts from small tables held against one that is ten times as large, on the same machine in the same run; the
 * table of docs/benchmarks/forecast-accuracy.md. {@code -Dforecast.rows=300000 -Dforecast.repeats=3}.
 */
@Tag("exam")
class ForecastExam {
    private static final long ROWS = Long.getLong("forecast.rows", 300_000);
    private static final int REPEATS = Integer.getInteger("forecast.repeats", 3);
    private static final String SCHEMA = """
            CREATE TABLE public.customers (id bigint PRIMARY KEY, name text NOT NULL);
            CREATE TABLE public.orders (id bigint PRIMARY KEY, customer_id bigint, status varchar(20), qty int, amount numeric(10,2), note varchar(50), at timestamptz, token text, ref bigint, extra jsonb);
            CREATE TABLE public.keyless (id bigint, body text);
            CREATE INDEX orders_status_idx ON public.orders (status);
            CREATE INDEX orders_amount_idx ON public.orders (amount);
            CREATE MATERIALIZED VIEW public.sums AS SELECT customer_id, count(*) AS n, sum(amount) AS total FROM public.orders GROUP BY customer_id;
            """;

    /** A statement, and the name of its kind; without one it only prepares or clears up. */
    private record Kind(String name, String sql) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("CREATE INDEX, bigint", "CREATE INDEX i1 ON orders (customer_id)"),
            new Kind("", "DROP INDEX i1"),
            new Kind("CREATE INDEX, text", "CREATE INDEX i2 ON orders (token)"),
            new Kind("", "DROP INDEX i2"),
            new Kind("CREATE INDEX, timestamptz", "CREATE INDEX i3 ON orders (at)"),
            new Kind("CREATE INDEX CONCURRENTLY, text", "CREATE INDEX CONCURRENTLY i4 ON orders (token)"),
            new Kind("", "DROP INDEX i4"),
            new Kind("ADD UNIQUE, bigint", "ALTER TABLE orders ADD CONSTRAINT u1 UNIQUE (ref)"),
            new Kind("", "ALTER TABLE orders DROP CONSTRAINT u1"),
            new Kind("ADD PRIMARY KEY", "ALTER TABLE keyless ADD PRIMARY KEY (id)"),
            new Kind("ADD CHECK", "ALTER TABLE orders ADD CONSTRAINT c1 CHECK (qty > -5)"),
            new Kind("", "ALTER TABLE orders ADD CONSTRAINT c2 CHECK (amount > -5) NOT VALID"),
            new Kind("VALIDATE CHECK", "ALTER TABLE orders VALIDATE CONSTRAINT c2"),
            new Kind(
                    "ADD FOREIGN KEY",
                    "ALTER TABLE orders ADD CONSTRAINT f1 FOREIGN KEY (customer_id) REFERENCES customers"),
            new Kind("", "ALTER TABLE orders DROP CONSTRAINT f1"),
            new Kind(
                    "",
                    "ALTER TABLE orders ADD CONSTRAINT f2 FOREIGN KEY (customer_id) REFERENCES customers NOT VALID"),
            new Kind("VALIDATE FOREIGN KEY", "ALTER TABLE orders VALIDATE CONSTRAINT f2"),
            new Kind("", "ALTER TABLE orders DROP CONSTRAINT f2"),
            new Kind("SET NOT NULL", "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL"),
            new Kind("REFRESH MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW sums"),
            new Kind("", "DROP MATERIALIZED VIEW sums"),
            new Kind(
                    "ADD COLUMN, volatile default",
                    "ALTER TABLE orders ADD COLUMN made timestamptz DEFAULT clock_timestamp()"),
            new Kind("ALTER TYPE int to bigint", "ALTER TABLE orders ALTER COLUMN qty TYPE bigint"),
            new Kind("CLUSTER", "CLUSTER orders USING i3"),
            new Kind("batched backfill", "UPDATE orders SET note = 'b' || status"),
            new Kind("UPDATE of all rows", "UPDATE orders SET extra = NULL"));

    /** Three ways: the present one, and what else was tried. */
    private enum Way {
        SCALED_MEMORY_IN_PROPORTION,
        STEP_OF_TWO_SIZES_MEMORY_IN_PROPORTION,
        SCALED_PRODUCTIONS_MEMORY
    }

    @Test
    void tenTimesAsLarge() throws Exception {
        int major = Bench.majors().getFirst();
        ProductionContext context = context(major);
        Catalog start = catalog();
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read(
                                "m.sql", KINDS.stream().map(Kind::sql).collect(Collectors.joining(";\n"))))
                        .script(),
                start,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        Plan plan = plan(analysis);
        SizedRun sized = new SizedRun(
                new DryRunRequest(analysis, plan, SCHEMA, 1_000, 42, ForecastSettings.OFF, Optional.empty()),
                SchemaLoader.of(Bench.READER, SCHEMA),
                Set.of(name("orders"), name("customers"), name("keyless")));
        long[] sizes = {ROWS / 3, ROWS};
        double[] shares = {sizes[0] / (ROWS * 10.0), sizes[1] / (ROWS * 10.0)};
        List<SizedRun.Result> proportion = new ArrayList<>();
        List<SizedRun.Result> productions = new ArrayList<>();
        List<SizedRun.Result> truth = new ArrayList<>();
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < REPEATS; i++) {
            SizedRun.Result[] small = new SizedRun.Result[4];
            for (int size = 0; size < 2; size++) {
                small[size] = run(major, sized, sizes[size], shares[size], log);
                small[2 + size] = run(major, sized, sizes[size], 1, log);
            }
            SizedRun.Result large = run(major, sized, ROWS * 10, 1, log);
            merge(proportion, small[0], small[1]);
            merge(productions, small[2], small[3]);
            merge(truth, large);
            report(log, analysis, plan, context, proportion, productions, truth, i + 1);
        }
        Path file = Path.of("target", "forecast-accuracy.md");
        Files.writeString(file, log.toString());
        assertThat(truth).isNotEmpty();
    }

    private static void merge(List<SizedRun.Result> into, SizedRun.Result... results) {
        for (int i = 0; i < results.length; i++) {
            if (into.size() <= i) {
                into.add(results[i]);
            } else {
                Map<String, Double> least = new LinkedHashMap<>(into.get(i).millis());
                results[i].millis().forEach((step, millis) -> least.merge(step, millis, Math::min));
                into.set(i, new SizedRun.Result(results[i].rows(), results[i].bytes(), least, ""));
            }
        }
    }

    private static SizedRun.Result run(int major, SizedRun sized, long rows, double share, StringBuilder log)
            throws Exception {
        ShadowRequest request = ShadowRequest.forMajor(major).withLimits(ShadowLimits.DEFAULT.withDiskBytes(24L << 30));
        long start = System.nanoTime();
        try (ShadowDatabase shadow = Bench.databases().open(request, ShadowChoice.EMBEDDED)) {
            SizedRun.Result result = sized.on(shadow, rows, share);
            assertThat(result.failure()).isEmpty();
            double all = (System.nanoTime() - start) / 1e9;
            double steps = result.millis().values().stream().mapToDouble(m -> m).sum() / 1e3;
            String line = String.format(
                    Locale.ROOT,
                    "%,d rows, memory ×%.2f: start and loading %.1f s, steps %.1f s%n",
                    rows,
                    share,
                    all - steps,
                    steps);
            log.append(line);
            System.err.print(line);
            return result;
        }
    }

    private static void report(
            StringBuilder log,
            Analysis analysis,
            Plan plan,
            ProductionContext context,
            List<SizedRun.Result> proportion,
            List<SizedRun.Result> productions,
            List<SizedRun.Result> truth,
            int repeats) {
        log.append("\nafter ").append(repeats).append(" repeats\n\n");
        PlannedWork planned = new PlannedWork(analysis.start());
        Projection projection = new Projection(context, Optional.empty());
        Map<Way, List<Double>> errors = new LinkedHashMap<>();
        for (Step step : plan.steps().filter(step -> !step.title().isEmpty()).toList()) {
            double measured = truth.getFirst().millis().get(step.id());
            StringBuilder line = new StringBuilder();
            for (Way way : Way.values()) {
                List<SizedRun.Result> results = way == Way.SCALED_PRODUCTIONS_MEMORY ? productions : proportion;
                StepWork work = planned.of(step);
                List<Sample> samples = results.stream()
                        .map(result -> new Sample(
                                work.largest(table -> rows(result, table)).orElse(0),
                                work.amount(table -> rows(result, table)).orElse(0),
                                result.millis().get(step.id())))
                        .toList();
                MeasuredForecast forecast = projection
                        .of(new Projection.Measured(step.id(), work, samples, Map.of(), 0))
                        .orElseThrow();
                double likely = way == Way.STEP_OF_TWO_SIZES_MEMORY_IN_PROPORTION
                        ? stepped(
                                samples,
                                work.amount(table -> context.size(table).rows()).orElseThrow())
                        : forecast.likelyMillis();
                double error = likely / measured - 1;
                errors.computeIfAbsent(way, w -> new ArrayList<>()).add(Math.abs(error));
                if (way == Way.SCALED_MEMORY_IN_PROPORTION) {
                    line.append(String.format(
                            Locale.ROOT,
                            "| %s | %s | %.0f | %.0f | %,d (%,d – %,d) | %,.0f |",
                            step.title(),
                            work.growth().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            samples.getFirst().millis(),
                            samples.getLast().millis(),
                            forecast.likelyMillis(),
                            forecast.lowMillis(),
                            forecast.highMillis(),
                            measured));
                }
                line.append(String.format(Locale.ROOT, " %+.0f %% |", error * 100));
            }
            log.append(line).append('\n');
        }
        errors.forEach((way, all) -> {
            List<Double> sorted = all.stream().sorted().toList();
            String line = String.format(
                    Locale.ROOT,
                    "%s: median %.0f %%, worst %.0f %%%n",
                    way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    sorted.get(sorted.size() / 2) * 100,
                    sorted.getLast() * 100);
            log.append(line);
            System.err.print(line);
        });
    }

    private static double stepped(List<Sample> samples, double amount) {
        Sample small = samples.getFirst();
        Sample large = samples.getLast();
        return large.millis()
                + (large.millis() - small.millis()) / (large.amount() - small.amount()) * (amount - large.amount());
    }

    private static OptionalLong rows(SizedRun.Result result, QualifiedName table) {
        return OptionalLong.of(result.rows().getOrDefault(table, 0L));
    }

    /** Every statement is a step of its own; the batched backfill is the one that the planner makes. */
    private static Plan plan(Analysis analysis) throws Exception {
        List<Step> steps = new ArrayList<>();
        for (StatementEffects at : analysis.statements()) {
            Kind kind = KINDS.get(at.statement().number() - 1);
            if (kind.name().equals("batched backfill")) {
                Analysis alone = Analyzer.analyze(
                        ((ScriptOutcome.Read) Bench.READER.read("m.sql", kind.sql())).script(),
                        analysis.start(),
                        analysis.context(),
                        analysis.version(),
                        Framework.PLAIN,
                        false);
                List<Step> own =
                        ((PlanOutcome.Planned) Bench.plan(alone)).plan().steps().toList();
                IntStream.range(0, own.size())
                        .forEach(i -> steps.add(named(
                                "b" + i,
                                dev.lockkeeper.plan.BatchPace.paces(own.get(i)) ? kind.name() : "",
                                own.get(i).statements(),
                                own.get(i).mode(),
                                own.get(i).effects())));
                continue;
            }
            steps.add(named(
                    "s" + at.statement().number(),
                    kind.name(),
                    List.of(kind.sql()),
                    at.has(Effect.ForbiddenInTransaction.class)
                            ? TransactionMode.AUTOCOMMIT
                            : TransactionMode.TRANSACTION,
                    at.effects()));
        }
        return new Plan(List.of(new Phase(1, Phase.Kind.EXPAND, steps, Optional.empty())), true, List.of(), List.of());
    }

    private static Step named(String id, String title, List<String> sql, TransactionMode mode, List<Effect> effects) {
        return new Step(
                id,
                title,
                sql,
                mode,
                Timeouts.NONE,
                Retry.NEVER,
                effects,
                dev.lockkeeper.effect.Forecast.INSTANT,
                new Rollback.Nothing("measured only"),
                List.of(),
                List.of(1),
                true);
    }

    private static QualifiedName name(String table) {
        return QualifiedName.of("public", table);
    }

    private static Catalog catalog() {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", SCHEMA))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return catalog;
    }

    private static ProductionContext context(int major) throws Exception {
        long rows = ROWS * 10;
        String json = """
                {"postgres_version": "%d", "tables": {
                  "orders": {"rows": %d, "columns": {
                    "customer_id": {"distinct": 5000, "correlation": 0.02},
                    "status": {"distinct": 4, "average_width": 6, "correlation": 0.3, "null_fraction": 0.01},
                    "qty": {"distinct": 200, "correlation": 0.01},
                    "amount": {"distinct": 90000, "correlation": 0.0},
                    "note": {"distinct": -0.5, "average_width": 24, "correlation": 0.0, "null_fraction": 0.2},
                    "at": {"distinct": -1, "correlation": 0.99},
                    "token": {"distinct": -1, "average_width": 32, "correlation": 0.0},
                    "ref": {"distinct": -1, "correlation": 0.0},
                    "extra": {"distinct": -1, "average_width": 60}}},
                  "keyless": {"rows": %d, "columns": {"id": {"distinct": -1, "correlation": 0.0}, "body": {"average_width": 40, "distinct": -1}}},
                  "customers": {"rows": %d}}}""".formatted(major, rows, rows, ROWS / 3);
        return ContextReader.read("context", json.getBytes(StandardCharsets.UTF_8));
    }
}
