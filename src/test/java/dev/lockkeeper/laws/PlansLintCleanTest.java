package dev.lockkeeper.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.PhaseFiles;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.rule.Bench;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 2: what a plan says to run has no finding of its own above a note. */
class PlansLintCleanTest {
    private static final Bench BENCH = new Bench();
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final ScriptReader READER = new ScriptReader(GRAMMAR);
    private static final Planner PLANNER = new Planner(
            ServiceLoader.load(Technique.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList(),
            new Reanalysis(READER, GRAMMAR));

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
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
                "REINDEX TABLE orders"
            })
    void aPlanLintsClean(String sql) {
        Analysis analysis = BENCH.analyse(sql, 16, List.of(), List.of());
        Plan plan = plan(analysis);
        assertThat(plan.steps().allMatch(Step::online)).isTrue();
        // What follows the point of no return waits for a person, and its findings are what the person is asked.
        int last = plan.reversiblePrefix().size();
        assertThat(last).isPositive();
        List<PlanFile> files = new PhaseFiles("review", "migration.sql")
                .of(plan, sql).stream().filter(file -> file.phase() <= last).toList();
        assertThat(serious(files, analysis)).isEmpty();
    }

    @Test
    void whatHasNoOnlineTechniqueSaysSo() {
        Plan plan = plan(BENCH.analyse(
                "ALTER TABLE orders ADD CONSTRAINT one_id EXCLUDE USING btree (id WITH =)", 16, List.of(), List.of()));
        assertThat(plan.steps()).anyMatch(step -> !step.online());
    }

    private static Plan plan(Analysis analysis) {
        return switch (PLANNER.plan(analysis, BENCH.lint(analysis))) {
            case PlanOutcome.Planned planned -> planned.plan();
            case PlanOutcome.NoPlan none -> throw new AssertionError(none.reasons());
        };
    }

    /** Files are judged in order, each in the schema that the one before it leaves. */
    private static List<String> serious(List<PlanFile> files, Analysis analysis) {
        List<String> serious = new ArrayList<>();
        Catalog catalog = analysis.start();
        for (PlanFile file : files.stream().filter(each -> !each.rollback()).toList()) {
            Analysis own = Analyzer.analyze(
                    read(file), catalog, analysis.context(), analysis.version(), Framework.PLAIN, true);
            for (Finding finding : BENCH.lint(own).findings()) {
                if (finding.severity() != Severity.NOTE) {
                    serious.add(file.path() + ":" + finding.position().line() + " " + finding.code() + " "
                            + finding.message());
                }
            }
            catalog = own.end();
        }
        return serious;
    }

    private static Script read(PlanFile file) {
        return switch (READER.read(file.path(), file.text())) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable -> throw new AssertionError(unreadable.message());
        };
    }
}
