package dev.lockkeeper.pg;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * How big a table is: rows and bytes, each only when known, and the band that every decision uses.
 * An unknown size is judged as large, never as small (decisions.md): {@code reltuples} of -1, or bytes
 * that contradict the rows, count as unknown.
 */
public record TableSize(OptionalLong rows, OptionalLong bytes, Band band) {
    /** Up to this many rows a quiet table needs no phased plan: policy, not physics. */
    public static final long SMALL_ROWS = 10_000;
    /** A heap of this many bytes holds more than {@link #SMALL_ROWS} rows of any usual width: 10,000 rows of 2 kB. */
    private static final long SMALL_BYTES = 20L * 1024 * 1024;

    /** Size bands; {@code UNKNOWN} is treated as {@code LARGE} and said so. */
    public enum Band {
        NEW,
        SMALL,
        LARGE,
        UNKNOWN
    }

    public static final TableSize CREATED_HERE = new TableSize(OptionalLong.of(0), OptionalLong.of(0), Band.NEW);
    public static final TableSize NOT_KNOWN = new TableSize(OptionalLong.empty(), OptionalLong.empty(), Band.UNKNOWN);

    /** Decides the band from what the context says; negative numbers mean "not known". */
    public static TableSize of(OptionalLong rows, OptionalLong bytes) {
        boolean rowsKnown = rows.isPresent() && rows.getAsLong() >= 0;
        boolean bytesKnown = bytes.isPresent() && bytes.getAsLong() >= 0;
        boolean contradicted =
                rowsKnown && bytesKnown && rows.getAsLong() <= SMALL_ROWS && bytes.getAsLong() > SMALL_BYTES;
        OptionalLong keptRows = rowsKnown && !contradicted ? rows : OptionalLong.empty();
        OptionalLong keptBytes = bytesKnown ? bytes : OptionalLong.empty();
        if (keptRows.isEmpty()) {
            return new TableSize(keptRows, keptBytes, Band.UNKNOWN);
        }
        return new TableSize(keptRows, keptBytes, keptRows.getAsLong() <= SMALL_ROWS ? Band.SMALL : Band.LARGE);
    }

    public static TableSize ofRows(long rows) {
        return of(OptionalLong.of(rows), OptionalLong.empty());
    }

    /** Created by this migration, or so small that length of work is no hazard. */
    public boolean trivial() {
        return band == Band.NEW || band == Band.SMALL;
    }

    public boolean isNew() {
        return band == Band.NEW;
    }

    /** {@code 40.0 million rows, 9.8 GB}, for people. */
    public String display() {
        String rowText =
                rows.isPresent() ? humanRows(rows.getAsLong()) + " rows" : "unknown number of rows (judged as large)";
        return bytes.isPresent() ? rowText + ", " + humanBytes(bytes.getAsLong()) : rowText;
    }

    public static String humanRows(long rows) {
        if (rows >= 1_000_000_000L) {
            return String.format(Locale.ROOT, "%.1f billion", rows / 1e9);
        }
        if (rows >= 1_000_000L) {
            return String.format(Locale.ROOT, "%.1f million", rows / 1e6);
        }
        return String.format(Locale.ROOT, "%,d", rows);
    }

    public static String humanBytes(long bytes) {
        double value = bytes;
        for (String unit : new String[] {"B", "kB", "MB", "GB"}) {
            if (value < 1024) {
                return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", value, unit);
            }
            value /= 1024;
        }
        return String.format(Locale.ROOT, "%.1f TB", value);
    }
}
