package dev.lockkeeper.dryrun.forecast;

import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * From measurements of a step to its duration in production: extrapolated by the amount of work, then adjusted by what
 * is known of production's rows, disks and earlier runs. Each adjustment is named with its figures.
 */
public final class Projection {
    private static final double PAGE_BYTES = 8192;
    /** What the kernel's read-ahead makes one operation of. */
    private static final double MOST_BYTES_PER_OPERATION = 128 * 1024;

    private final ProductionContext context;
    private final Optional<Calibration> calibration;

    public Projection(ProductionContext context, Optional<Calibration> calibration) {
        this.context = context;
        this.calibration = calibration;
    }

    /**
     * What was measured of one step.
     *
     * @param samples in order of size
     * @param bytesPerRow heap bytes of a row in the largest sample, by table
     * @param pauseMillis milliseconds that it sleeps in production and did not sleep here
     */
    public record Measured(
            String step,
            StepWork work,
            List<Sample> samples,
            Map<QualifiedName, Double> bytesPerRow,
            long pauseMillis) {
        public Measured {
            samples = List.copyOf(samples);
            bytesPerRow = Map.copyOf(bytesPerRow);
        }
    }

    /** Empty when production's size is not known. */
    public Optional<MeasuredForecast> of(Measured measured) {
        OptionalDouble amount = measured.work().amount(this::rows);
        if (amount.isEmpty()) {
            return Optional.empty();
        }
        List<String> adjustments = new ArrayList<>();
        Interval interval = Extrapolation.of(
                measured.samples(), amount.getAsDouble(), measured.work().besideTraffic());
        interval = width(measured, interval, adjustments);
        interval = calibrated(measured, amount.getAsDouble(), interval, adjustments);
        interval = disk(measured, interval, adjustments);
        if (measured.pauseMillis() > 0) {
            interval = interval.plus(measured.pauseMillis());
            adjustments.add("pauses between the batches: " + MeasuredForecast.human(measured.pauseMillis()));
        }
        return Optional.of(MeasuredForecast.of(
                measured.step(),
                measured.work().growth(),
                interval,
                measured.work().largest(this::rows).orElse(0),
                measured.samples(),
                adjustments));
    }

    private OptionalLong rows(QualifiedName table) {
        return context.size(table).rows();
    }

    private OptionalLong bytes(QualifiedName table, Map<QualifiedName, Double> bytesPerRow) {
        OptionalLong known = context.size(table).bytes();
        OptionalLong rows = rows(table);
        Double sampled = bytesPerRow.get(table);
        return known.isPresent() || sampled == null || rows.isEmpty()
                ? known
                : OptionalLong.of(Math.round(rows.getAsLong() * sampled));
    }

    /** Rows of another width than the sample's take another time, by how much nobody measured: the interval reaches there. */
    private Interval width(Measured measured, Interval interval, List<String> adjustments) {
        Map<QualifiedName, Double> ratios = new LinkedHashMap<>();
        for (TableWork part : measured.work().parts()) {
            OptionalLong bytes = context.size(part.table()).bytes();
            OptionalLong rows = rows(part.table());
            Double sampled = measured.bytesPerRow().get(part.table());
            if (bytes.isPresent() && rows.isPresent() && rows.getAsLong() > 0 && sampled != null && sampled > 0) {
                ratios.put(part.table(), bytes.getAsLong() / (double) rows.getAsLong() / sampled);
            }
        }
        Interval wider = interval;
        for (Map.Entry<QualifiedName, Double> each : ratios.entrySet()) {
            double ratio = each.getValue();
            if (ratio > 1.25 || ratio < 0.8) {
                adjustments.add(String.format(
                        Locale.ROOT,
                        "a row of %s has %.1f times the bytes in production (dead rows counted): the interval reaches as far",
                        each.getKey().display(),
                        ratio));
                wider = wider.widened(ratio, ratio);
            }
        }
        return wider;
    }

    /** Production's own speed in place of the shadow database's, for the kinds of work that the calibration knows. */
    private Interval calibrated(Measured measured, double amount, Interval interval, List<String> adjustments) {
        if (calibration.isEmpty() || amount <= 0 || interval.likely() <= 0) {
            return interval;
        }
        double total = 0;
        List<String> used = new ArrayList<>();
        for (TableWork part : measured.work().parts()) {
            OptionalDouble own = calibration
                    .get()
                    .millis(part, rows(part.table()).orElse(0), bytes(part.table(), measured.bytesPerRow()));
            double share = new StepWork(List.of(part)).amount(this::rows).orElse(0) / amount;
            total += own.orElse(interval.likely() * share);
            if (own.isPresent()) {
                used.add(part.kind().words());
            }
        }
        if (used.isEmpty()) {
            return interval;
        }
        double factor = total / interval.likely();
        adjustments.add(String.format(
                        Locale.ROOT,
                        "calibration (%s), factor %.2f: ",
                        calibration.get().source(),
                        factor)
                + used.stream().distinct().collect(Collectors.joining(", ")));
        return interval.times(factor);
    }

    /** The declared operations per second must carry the bytes: in long sequential ones at best, page by page at worst. */
    private Interval disk(Measured measured, Interval interval, List<String> adjustments) {
        OptionalInt iops = context.deployment().map(Deployment::iops).orElse(OptionalInt.empty());
        if (iops.isEmpty() || iops.getAsInt() == 0) {
            return interval;
        }
        double bytes = 0;
        for (TableWork part : measured.work().parts()) {
            bytes += (double) bytes(part.table(), measured.bytesPerRow()).orElse(0) * part.passes();
        }
        double least = bytes / MOST_BYTES_PER_OPERATION / iops.getAsInt() * 1000;
        double most = bytes / PAGE_BYTES / iops.getAsInt() * 1000;
        Interval adjusted = interval.atLeast(least, most);
        if (!adjusted.equals(interval)) {
            adjustments.add(String.format(
                    Locale.ROOT,
                    "declared %,d operations per second carry its bytes in %s (128 kB each) to %s (8 kB each)",
                    iops.getAsInt(),
                    MeasuredForecast.human(Math.round(least)),
                    MeasuredForecast.human(Math.round(most))));
        }
        return adjusted;
    }
}
