package dev.lockkeeper.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.plan.runner.RunnerFiles;
import dev.lockkeeper.plan.runner.RunnerMigration;
import dev.lockkeeper.plan.runner.RunnerNaming;
import dev.lockkeeper.plan.runner.RunnerOutcome;
import dev.lockkeeper.plan.runner.RunnerWriter;
import dev.lockkeeper.rule.Bench;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Law 2 for every runner: the files that it gets lint clean in the transactions that it opens. */
class RunnerPlansLintCleanTest {
    private static final Bench BENCH = new Bench();
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final ScriptReader READER = new ScriptReader(GRAMMAR);
    private static final Planner PLANNER = new Planner(
            ServiceLoader.load(Technique.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList(),
            new Reanalysis(READER, GRAMMAR));

    private static final Map<String, Plan> PLANS = new ConcurrentHashMap<>();
    private static final List<String> HAZARDS = List.of(
            "ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR'",
            "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()",
            "CREATE INDEX orders_status ON orders (status)",
            "DROP INDEX orders_created_at",
            "ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0)",
            "ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users (id)",
            "ALTER TABLE users ADD CONSTRAINT one_email UNIQUE (email)",
            "ALTER TABLE orders ALTER COLUMN status SET NOT NULL",
            "ALTER TABLE orders ADD COLUMN status_v2 text; UPDATE orders SET status_v2 = status",
            "ALTER TABLE orders ALTER COLUMN user_id TYPE numeric",
            "ALTER TABLE orders RENAME COLUMN status TO state",
            "ALTER TABLE countries ADD COLUMN iso3 text",
            "REINDEX TABLE orders");

    static Stream<Arguments> everyHazardForEveryRunner() {
        return Stream.of(Framework.values())
                .filter(framework -> framework != Framework.PLAIN)
                .flatMap(framework -> HAZARDS.stream().map(sql -> Arguments.of(framework, sql)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyHazardForEveryRunner")
    void theFilesOfARunnerLintClean(Framework framework, String sql) {
        Analysis analysis = BENCH.analyse(sql, 16, List.of(), List.of());
        Plan plan = PLANS.computeIfAbsent(sql, known -> plan(analysis));
        RunnerFiles files = files(framework, plan, analysis);
        int last = plan.reversiblePrefix().size();
        assertThat(files.through(last).releases()).isNotEmpty();
        assertThat(serious(files.through(last), analysis)).isEmpty();
    }

    /** The law can fail: what runs in one file for psql is refused where the runner makes a transaction of the file. */
    @Test
    void onePhaseInOneTransactionWouldNotBeClean() {
        Analysis analysis = BENCH.analyse(HAZARDS.get(2), 16, List.of(), List.of());
        RunnerFiles files = files(Framework.FLYWAY, plan(analysis), analysis);
        RunnerMigration outside = files.migrations()
                .filter(each -> each.judged().sql().contains("CONCURRENTLY"))
                .findFirst()
                .orElseThrow();
        assertThat(serious(outside, analysis.start(), analysis, Framework.FLYWAY, RunnerTransactions.whole(true)))
                .anyMatch(finding -> finding.contains("concurrently-inside-transaction"));
    }

    private static Plan plan(Analysis analysis) {
        return switch (PLANNER.plan(analysis, BENCH.lint(analysis))) {
            case PlanOutcome.Planned planned -> planned.plan();
            case PlanOutcome.NoPlan none -> throw new AssertionError(none.reasons());
        };
    }

    private static RunnerFiles files(Framework framework, Plan plan, Analysis analysis) {
        RunnerOutcome outcome = new RunnerWriter("r-1", "somebody", RunnerNaming.OWN, Instant.EPOCH)
                .of(framework, plan, analysis.script(), "42_change.sql")
                .orElseThrow();
        return switch (outcome) {
            case RunnerOutcome.Written written -> written.files();
            case RunnerOutcome.Refused refused -> throw new AssertionError(refused.why());
        };
    }

    private static List<String> serious(RunnerFiles files, Analysis analysis) {
        List<String> serious = new ArrayList<>();
        Catalog catalog = analysis.start();
        for (RunnerMigration each : files.migrations().toList()) {
            Script script = read(each);
            RunnerTransactions transactions =
                    each.transactions().orElseGet(() -> RunnerTransactions.of(files.framework(), script));
            serious.addAll(serious(each, catalog, analysis, files.framework(), transactions));
            catalog = analyse(script, catalog, analysis, files.framework(), transactions)
                    .end();
        }
        return serious;
    }

    private static List<String> serious(
            RunnerMigration migration,
            Catalog catalog,
            Analysis analysis,
            Framework framework,
            RunnerTransactions transactions) {
        return BENCH.lint(analyse(read(migration), catalog, analysis, framework, transactions)).findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(finding -> place(migration, finding))
                .toList();
    }

    private static String place(RunnerMigration migration, Finding finding) {
        return migration.judged().path() + ":" + finding.position().line() + " " + finding.code() + " "
                + finding.message();
    }

    private static Analysis analyse(
            Script script, Catalog catalog, Analysis analysis, Framework framework, RunnerTransactions transactions) {
        return Analyzer.analyze(script, catalog, analysis.context(), analysis.version(), framework, transactions, true);
    }

    private static Script read(RunnerMigration migration) {
        return switch (READER.read(migration.judged().path(), migration.judged().sql())) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable -> throw new AssertionError(unreadable.message());
        };
    }
}
