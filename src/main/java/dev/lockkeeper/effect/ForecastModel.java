package dev.lockkeeper.effect;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The a-priori duration of a statement from rows and bytes, before any dry run. Costs per row are those of
 * {@link WorkKind}; the upper bound adds a disk that reads or writes 100 MB/s and a factor of 2.
 */
final class ForecastModel {
    private static final double DISK_BYTES_PER_MILLI = 100_000;
    private static final int ASSUMED_ROW_BYTES = 160;

    private ForecastModel() {}

    static Forecast of(List<Effect> effects, Function<QualifiedName, TableSize> sizes, OptionalLong asleepMillis) {
        Map<QualifiedName, Work> work = new LinkedHashMap<>();
        TableWork.of(effects)
                .forEach(part -> work.merge(part.table(), new Work(part.microsPerRow(), part.passes()), Work::plus));
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

    private static Forecast one(QualifiedName table, TableSize size, double microsPerRow, int passes) {
        if (size.rows().isEmpty()) {
            return Forecast.unknown("the size of " + table.display() + " is not known");
        }
        long rows = size.rows().getAsLong();
        if (rows == 0) {
            return Forecast.INSTANT;
        }
        double growth = microsPerRow > WorkKind.SCAN.microsPerRow() * 4
                ? Math.log(Math.max(rows, 2)) / Math.log(WorkKind.MEASURED_ROWS)
                : 1;
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
