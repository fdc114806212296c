package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.forecast.Growth;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.dryrun.forecast.Sample;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.BatchPace;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Step;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On a real server: every step that works through rows is measured at two sizes, the others are not run again. */
class ForecastPassTest {
    @Test
    void twoSizesAndAForecast() throws Exception {
        Analysis analysis = Bench.analyse(
                major(),
                "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL; CREATE INDEX ON orders (note); UPDATE orders SET status = 'new' WHERE status IS NULL");
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        ForecastEvidence forecast = run(analysis, plan);
        assertThat(forecast.notMeasured()).isEmpty();
        assertThat(forecast.steps()).hasSize(plan.steps().toList().size());
        for (Step step : plan.steps().toList()) {
            MeasuredForecast measured = forecast.of(step.id()).orElseThrow();
            if (measured.growth() == Growth.CONSTANT) {
                assertThat(measured.samples()).as(step.title()).hasSize(1);
            } else {
                assertThat(measured.samples())
                        .as(step.title())
                        .hasSize(2)
                        .extracting(Sample::rows)
                        .isSorted()
                        .allMatch(rows -> rows >= 1_000 && rows <= 30_000);
                assertThat(measured.productionRows()).isEqualTo(40_000_000);
                assertThat(measured.likelyMillis())
                        .isGreaterThan((long) measured.samples().getLast().millis());
                assertThat(measured.display()).contains("extrapolated from");
            }
        }
        assertThat(forecast.steps())
                .extracting(MeasuredForecast::growth)
                .contains(Growth.CONSTANT, Growth.LINEAR, Growth.N_LOG_N);
        assertThat(plan.steps().filter(BatchPace::paces).map(Step::id))
                .as("batches pause in production")
                .isNotEmpty()
                .allSatisfy(id -> assertThat(forecast.of(id).orElseThrow().lowMillis())
                        .isGreaterThan(BatchPace.pauses(40_000_000)));
    }

    @Test
    void whatDoesNotDependOnRowsNeedsNoFurtherServer() throws Exception {
        Analysis analysis = Bench.analyse(major(), "ALTER TABLE orders ADD COLUMN extra text");
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        ForecastEvidence forecast = run(analysis, plan);
        assertThat(forecast.steps())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.growth()).isEqualTo(Growth.CONSTANT));
    }

    private static int major() {
        return Bench.majors().getLast();
    }

    private static ForecastEvidence run(Analysis analysis, Plan plan) {
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(
                                analysis,
                                plan,
                                Bench.SCHEMA,
                                1_000,
                                1,
                                new ForecastSettings(30_000, Duration.ofSeconds(4), Optional.empty()),
                                Optional.empty()),
                        analysis.version());
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        return ((DryRunOutcome.Ran) outcome).evidence().forecast();
    }
}
