package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.verdict.Case;
import dev.lockkeeper.verdict.Policy;
import dev.lockkeeper.verdict.PolicySettings;
import dev.lockkeeper.verdict.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rollback that comes with a migration is run: up, down, compared with the start, up again. */
class GivenRollbackTest {
    private static final String MORE = "SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN more int";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ALTER TABLE orders DROP COLUMN more                  | leads back to the schema and the rows from before           | APPROVED
            ALTER TABLE orders DROP COLUMN less                  | does not lead back: statement 1 fails with 42703            | ASKS
            -- nothing to do                                     | does not lead back: + column public.orders.more             | ASKS
            ALTER TABLE orders DROP COLUMN more; DELETE FROM orders | leads back to the schema, but not to the rows: rows of orders | ASKS
            """)
    void itIsRunAndComparedAndAsksWhenItDoesNotLeadBack(String down, String words, String verdict) throws Exception {
        Analysis analysis = Bench.analyse(major(), MORE);
        Evidence evidence = evidence(MORE, down);
        assertThat(evidence.rollback().given().orElseThrow().sentence()).contains(words);
        Verdict decided = new Policy(PolicySettings.DEFAULTS)
                .decide(new Case(
                        analysis,
                        Bench.lint(analysis),
                        Bench.plan(analysis),
                        Map.of(),
                        new DryRunOutcome.Ran(evidence),
                        new ChecklistResult("test", List.of()),
                        List.of()));
        if (verdict.equals("APPROVED")) {
            assertThat(decided).isInstanceOf(Verdict.Approved.class);
        } else {
            assertThat(((Verdict.NeedsDecision) decided).decisions())
                    .singleElement()
                    .satisfies(decision -> assertThat(decision.question())
                            .isEqualTo("down.sql does not lead back to where the migration started. Accept?"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ADD COLUMN qty int          | leads back to the schema, but not to the rows: rows of orders | true
            ADD COLUMN qty int NOT NULL | fails with 23502                                              | false
            """)
    void rowsThatAreGoneDoNotComeBack(String action, String words, boolean schema) throws Exception {
        GivenRollback given = evidence("ALTER TABLE orders DROP COLUMN qty", "ALTER TABLE orders " + action)
                .rollback()
                .given()
                .orElseThrow();
        assertThat(given.sentence()).contains(words);
        assertThat(given.restoresSchema()).isEqualTo(schema);
        assertThat(given.proven()).isFalse();
    }

    private static int major() {
        return Collections.max(Bench.majors());
    }

    private static Evidence evidence(String up, String down) throws Exception {
        Analysis analysis = Bench.analyse(major(), up);
        Analysis back = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("down.sql", down)).script(),
                analysis.end(),
                analysis.context(),
                analysis.version(),
                analysis.framework(),
                true);
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(
                                analysis,
                                ((PlanOutcome.Planned) Bench.plan(analysis)).plan(),
                                Bench.SCHEMA,
                                200,
                                1,
                                ForecastSettings.OFF,
                                Optional.empty(),
                                "",
                                Optional.of(new DryRunRequest.GivenDown("down.sql", back))),
                        analysis.version());
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        return ((DryRunOutcome.Ran) outcome).evidence();
    }
}
