package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.forecast.Growth;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.dryrun.forecast.Projection;
import dev.lockkeeper.dryrun.forecast.Sample;
import dev.lockkeeper.dryrun.forecast.StepWork;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.BatchPace;
import dev.lockkeeper.plan.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Measures the steps of a plan at two sizes, each on a fresh server, as large as the time allows; and forecasts
 * production from that. What the proof already measured at full size, or what does not depend on rows, is not run again.
 */
final class ForecastPass {
    /** Rows for each millisecond of the budget in the first, smaller run: one tenth of what a usual machine manages. */
    private static final double PROBE_ROWS_PER_MILLI = 100_000 / 15_000.0;

    private static final long LEAST_ROWS = 2_000;
    /** The larger run may take this share of what is left: loading grows a little faster than the rows. */
    private static final double CAREFUL = 0.8;
    /** A second size closer than this to the first says nothing. */
    private static final double WORTH_A_RUN = 1.5;
    /** A run that takes so many times the budget is cancelled. */
    private static final int PATIENCE = 3;

    private final DryRunRequest request;
    private final Servers servers;
    private final SizedRun sized;
    private final PlannedWork planned;
    private final Map<String, StepWork> works = new LinkedHashMap<>();

    /** Opens a fresh server for this dry run. */
    interface Servers {
        ShadowDatabase open() throws ShadowUnavailableException, SQLException, InterruptedException;
    }

    ForecastPass(DryRunRequest request, SizedRun sized, Servers servers) {
        this.request = request;
        this.servers = servers;
        this.sized = sized;
        this.planned = new PlannedWork(request.original().start());
        request.plan().steps().forEach(step -> works.put(step.id(), planned.of(step)));
    }

    /** {@code proof} and {@code proofRows} are what the proof of the plan measured, and on how many rows. */
    ForecastEvidence run(Run proof, Map<QualifiedName, Long> proofRows) throws InterruptedException {
        Map<String, Double> small = new LinkedHashMap<>();
        proof.statements().forEach(run -> small.merge(run.step(), (double) run.millis(), Double::sum));
        SizedRun.Result first = new SizedRun.Result(proofRows, Map.of(), small, "");
        List<SizedRun.Result> results = new ArrayList<>();
        List<String> notMeasured = new ArrayList<>();
        long largest = largest();
        if (largest > 0 && !proof.succeeded()) {
            notMeasured.add("A measured forecast: the plan does not run on the rows of the dry run.");
        } else if (largest > atFullSize(proofRows)) {
            measure(largest, results, notMeasured);
        }
        return evidence(results.isEmpty() ? List.of(first) : results, first, notMeasured);
    }

    /** Rows of the largest table that any step works through. */
    private long largest() {
        return works.values().stream()
                .map(work -> work.largest(this::production))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max()
                .orElse(0);
    }

    private long atFullSize(Map<QualifiedName, Long> proofRows) {
        return proofRows.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private OptionalLong production(QualifiedName table) {
        return request.original().context().size(table).rows();
    }

    private void measure(long production, List<SizedRun.Result> results, List<String> notMeasured)
            throws InterruptedException {
        Duration time = request.forecast().time();
        long most = Math.min(production, request.forecast().mostRows());
        long probe = Math.clamp(
                Math.round(time.toMillis() * PROBE_ROWS_PER_MILLI), LEAST_ROWS, Math.max(most / 3, LEAST_ROWS));
        Optional<Duration> took = one(Math.min(probe, most), production, time, results, notMeasured);
        if (took.isEmpty() || probe >= most) {
            return;
        }
        double left = time.toMillis() - took.get().toMillis();
        long rows = Math.min(
                most, (long) (probe * CAREFUL * left / Math.max(1, took.get().toMillis())));
        if (rows >= probe * WORTH_A_RUN) {
            one(rows, production, time, results, notMeasured);
        }
    }

    /** Runs one size; empty when it did not work, which is then named. */
    private Optional<Duration> one(
            long rows, long production, Duration time, List<SizedRun.Result> results, List<String> notMeasured)
            throws InterruptedException {
        long start = System.nanoTime();
        try (ShadowDatabase shadow = servers.open();
                TimeLimit limit = shadow.limit(time.multipliedBy(PATIENCE))) {
            start = System.nanoTime();
            SizedRun.Result result = sized.on(shadow, rows, rows / (double) production);
            results.add(result);
            if (!result.failure().isEmpty()) {
                notMeasured.add("A measured forecast from " + rows + " rows on: " + result.failure() + ".");
                return Optional.empty();
            }
            return Optional.of(Duration.ofNanos(System.nanoTime() - start));
        } catch (ShadowUnavailableException e) {
            notMeasured.add("A measured forecast from " + rows + " rows a table: " + e.getMessage() + ".");
            return Optional.empty();
        } catch (SQLException e) {
            notMeasured.add("A measured forecast from " + rows + " rows a table: " + Rows.state(e) + " "
                    + Rows.message(e) + ".");
            return Optional.empty();
        }
    }

    private ForecastEvidence evidence(List<SizedRun.Result> results, SizedRun.Result proof, List<String> notMeasured) {
        Projection projection =
                new Projection(request.original().context(), request.forecast().calibration());
        List<MeasuredForecast> forecasts = new ArrayList<>();
        for (Step step : request.plan().steps().toList()) {
            StepWork work = work(step, results);
            List<Sample> samples = samples(step, work, work.growth() == Growth.CONSTANT ? List.of(proof) : results);
            if (samples.isEmpty()) {
                notMeasured.add("A measured forecast of step " + step.id() + ": it did not run on rows.");
                continue;
            }
            Optional<MeasuredForecast> forecast = projection.of(new Projection.Measured(
                    step.id(), work, samples, bytesPerRow(results.getLast()), pauses(step, work)));
            forecast.ifPresentOrElse(
                    forecasts::add,
                    () -> notMeasured.add("A measured forecast of step " + step.id()
                            + ": the context does not say how many rows production has."));
        }
        return new ForecastEvidence(forecasts, notMeasured);
    }

    private StepWork work(Step step, List<SizedRun.Result> results) {
        StepWork work = works.getOrDefault(step.id(), new StepWork(List.of()));
        return work.growth() == Growth.CONSTANT
                ? planned.grown(
                        step,
                        samples(step, work, results),
                        table -> production(table).orElse(0))
                : work;
    }

    private static List<Sample> samples(Step step, StepWork work, List<SizedRun.Result> results) {
        List<Sample> samples = new ArrayList<>();
        for (SizedRun.Result result : results) {
            Double millis = result.millis().get(step.id());
            if (millis != null) {
                double amount = work.amount(table -> rows(result, table)).orElse(0);
                // A table that could not be filled says nothing about its rows.
                if (amount > 0 || work.growth() == Growth.CONSTANT) {
                    samples.add(new Sample(
                            work.largest(table -> rows(result, table)).orElse(0), amount, millis));
                }
            }
        }
        return samples;
    }

    private static OptionalLong rows(SizedRun.Result result, QualifiedName table) {
        return OptionalLong.of(result.rows().getOrDefault(table, 0L));
    }

    private static Map<QualifiedName, Double> bytesPerRow(SizedRun.Result result) {
        Map<QualifiedName, Double> widths = new LinkedHashMap<>();
        result.bytes().forEach((table, bytes) -> {
            long rows = result.rows().getOrDefault(table, 0L);
            if (rows > 0) {
                widths.put(table, bytes / (double) rows);
            }
        });
        return widths;
    }

    private long pauses(Step step, StepWork work) {
        return BatchPace.paces(step)
                ? BatchPace.pauses(work.largest(this::production).orElse(0))
                : 0;
    }
}
