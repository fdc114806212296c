package dev.lockkeeper.effect;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What is done with the rows of a table, for as long as they are many: microseconds for each row (dryrun.md §4:
 * PostgreSQL 17, 5 million rows of 157 bytes, data in cache), how often its bytes are read or written, and whether the
 * cost of a row grows with the number of rows (sorts, indexes out of cache).
 */
public enum WorkKind {
    @JsonProperty("scan")
    SCAN(0.11, 1, false),
    @JsonProperty("rewrite")
    REWRITE(2.5, 2, true),
    @JsonProperty("index_build")
    INDEX_BUILD(0.45, 1, true),
    @JsonProperty("row_writes")
    ROW_WRITES(10.5, 3, true);

    /** The number of rows at which the microseconds were measured. */
    public static final double MEASURED_ROWS = 5e6;

    private final double microsPerRow;
    private final int passes;
    private final boolean growsPerRow;

    WorkKind(double microsPerRow, int passes, boolean growsPerRow) {
        this.microsPerRow = microsPerRow;
        this.passes = passes;
        this.growsPerRow = growsPerRow;
    }

    public double microsPerRow() {
        return microsPerRow;
    }

    public int passes() {
        return passes;
    }

    /** Whether the work grows like n·ln n, else like n. */
    public boolean growsPerRow() {
        return growsPerRow;
    }

    /** {@code index build}, for people. */
    public String words() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
