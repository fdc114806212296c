package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowOptions;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.TimeoutLimits;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** A small shop, the real parser, planner and rules, and real servers of the majors in {@code LOCKKEEPER_MAJORS}. */
public final class Bench {
    public static final String SCHEMA = """
            CREATE TABLE public.customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
            CREATE TABLE public.orders (id bigint PRIMARY KEY, customer_id bigint, status varchar(20), qty int, amount numeric(10,2), note varchar(50), at timestamp DEFAULT now());
            CREATE INDEX orders_status_idx ON public.orders (status);
            CREATE TABLE public.items (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES public.orders, price numeric(10,2) CONSTRAINT price_check CHECK (price >= 0));
            """;
    public static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    public static final ScriptReader READER = new ScriptReader(GRAMMAR);
    private static final Linter LINTER = new Linter(RuleBook.installed(), List.of(), LocalDate.EPOCH);

    private Bench() {}

    public static List<Integer> majors() {
        String wanted = System.getenv().getOrDefault("LOCKKEEPER_MAJORS", "12,15,18");
        return wanted.equals("all")
                ? List.of(12, 13, 14, 15, 16, 17, 18)
                : Arrays.stream(wanted.split(","))
                        .map(String::strip)
                        .map(Integer::parseInt)
                        .toList();
    }

    /**
     * The majors of case {@code index} of a long table: those of {@code LOCKKEEPER_MAJORS}, and without it one of the three,
     * in turn, so that every major sees a third of the table. {@code .ci/run} runs the whole of it.
     */
    public static List<Integer> spread(int index) {
        List<Integer> majors = majors();
        return System.getenv().containsKey("LOCKKEEPER_MAJORS") ? majors : List.of(majors.get(index % majors.size()));
    }

    public static Catalog catalog() {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement :
                ((ScriptOutcome.Read) READER.read("schema", SCHEMA)).script().statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return catalog;
    }

    public static ProductionContext context(int major) throws ContextException {
        String json = "{\"postgres_version\": \"" + major
                + "\", \"tables\": {\"orders\": {\"rows\": 40000000, \"heap_bytes\": 8000000000}, \"items\": {\"rows\": 90000000, \"heap_bytes\": 9000000000}, \"customers\": {\"rows\": 2000000, \"heap_bytes\": 200000000}}}";
        return ContextReader.read("context", json.getBytes(StandardCharsets.UTF_8));
    }

    public static Analysis analyse(int major, String sql) throws ContextException {
        ProductionContext context = context(major);
        return Analyzer.analyze(
                ((ScriptOutcome.Read) READER.read("m.sql", sql)).script(),
                catalog(),
                context,
                context.version(),
                Framework.PLAIN,
                false);
    }

    public static LintResult lint(Analysis analysis) {
        return LINTER.lint(analysis);
    }

    public static PlanOutcome plan(Analysis analysis) {
        return plan(analysis, TimeoutLimits.DEFAULTS);
    }

    public static PlanOutcome plan(Analysis analysis, TimeoutLimits limits) {
        List<Technique> techniques = new ArrayList<>();
        ServiceLoader.load(Technique.class).forEach(techniques::add);
        return new Planner(techniques, new Reanalysis(READER, GRAMMAR), limits).plan(analysis, LINTER.lint(analysis));
    }

    /** Where shadow databases come from in tests. */
    public static ShadowDatabases databases() {
        Map<String, String> properties = System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
        return new ShadowDatabases(
                ShadowOptions.defaults(System.getenv(), properties),
                InstantSource.system(),
                new SecureRandom(),
                Progress.SILENT);
    }

    public static Evidence run(int major, Analysis analysis, Plan plan) throws ContextException {
        return run(SCHEMA, analysis, plan);
    }

    public static Evidence run(String schema, Analysis analysis, Plan plan) throws ContextException {
        DryRunOutcome outcome = new DryRun(databases(), ShadowChoice.EMBEDDED, READER)
                .run(
                        new DryRunRequest(analysis, plan, schema, 3_000, 1, ForecastSettings.OFF, Optional.empty()),
                        analysis.version());
        if (outcome instanceof DryRunOutcome.Ran ran) {
            return ran.evidence();
        }
        throw new AssertionError(outcome.toString());
    }
}
