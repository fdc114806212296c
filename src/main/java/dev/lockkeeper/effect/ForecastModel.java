package dev.lockkeeper.effect;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The a-priori duration of a statement from rows and bytes, before any dry run. Costs per row are the
 * measurements of dryrun.md §4 (PostgreSQL 17, 5 million rows of 157 bytes, data in cache); the upper bound adds
 * a disk that reads or writes 100 MB/s and a factor of 2.
 */
final class ForecastModel {
    private static final double SCAN_MICROS = 0.11;
    private static final double REWRITE_MICROS = 2.5;
    private static final double INDEX_MICROS = 0.45;
    private static final double WRITE_MICROS = 10.5;
    private static final double MEASURED_ROWS = 5e6;
    private static final double DISK_BYTES_PER_MILLI = 100_000;
    private static final int ASSUMED_ROW_BYTES = 160;

    private ForecastModel() {}

    static Forecast of(List<Effect> effects, Function<QualifiedName, TableSize> sizes, OptionalLong asleepMillis) {
        Map<QualifiedName, Work> work = new java.util.LinkedHashMap<>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.ScansTable scan -> add(work, scan.table(), SCAN_MICROS * scan.passes(), scan.passes());
                case Effect.RewritesTable rewrite -> add(work, rewrite.table(), REWRITE_MICROS, 2);
                case Effect.BuildsIndex build ->
                    add(work, build.table(), INDEX_MICROS * (build.concurrently() ? 1.4 : 1), 1);
                case Effect.WritesRows writes -> {
                    if (writes.whole() || writes.rows().isEmpty()) {
                        add(work, writes.table(), WRITE_MICROS, 3);
                    }
                }
                default -> {}
            }
        }
        Forecast total = Forecast.INSTANT;
        for (Map.Entry<QualifiedName, Work> entry : work.entrySet()) {
            Work done = entry.getValue();
            total = total.plus(one(entry.getKey(), sizes.apply(entry.getKey()), done.microsPerRow(), done.passes()));
        }
        return asleepMillis.isEmpty()
                ? total
                : total.plus(new Forecast(
                        asleepMillis.getAsLong(),
                        asleepMillis.getAsLong(),
                        true,
                        "sleeps " + Forecast.human(asleepMillis.getAsLong())));
    }

    /** What is done to a table: microseconds for each row, and how often its bytes are read or written. */
    private record Work(double microsPerRow, int passes) {
        Work plus(Work other) {
            return new Work(microsPerRow + other.microsPerRow, passes + other.passes);
        }
    }

    private static void add(Map<QualifiedName, Work> work, QualifiedName table, double cost, int passes) {
        work.merge(table, new Work(cost, passes), Work::plus);
    }

    private static Forecast one(QualifiedName table, TableSize size, double microsPerRow, int passes) {
        if (size.rows().isEmpty()) {
            return Forecast.unknown("the size of " + table.display() + " is not known");
        }
        long rows = size.rows().getAsLong();
        if (rows == 0) {
            return Forecast.INSTANT;
        }
        double growth = microsPerRow > SCAN_MICROS * 4 ? Math.log(Math.max(rows, 2)) / Math.log(MEASURED_ROWS) : 1;
        double low = rows * microsPerRow * growth / 1000;
        double bytes = size.bytes().isPresent() ? size.bytes().getAsLong() : (double) rows * ASSUMED_ROW_BYTES;
        double high = low * 2 + bytes * passes / DISK_BYTES_PER_MILLI;
        return new Forecast(
                (long) low,
                Math.max((long) low + 1, (long) high),
                true,
                String.format(Locale.ROOT, "%s of %s", TableSize.humanRows(rows) + " rows", table.display()));
    }
}
