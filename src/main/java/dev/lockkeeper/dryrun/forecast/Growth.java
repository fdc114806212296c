package dev.lockkeeper.dryrun.forecast;

/** How a duration grows with the rows: decided by what the statement does, never by fitting an exponent (dryrun.md §4). */
public enum Growth {
    /** Does not depend on the rows. */
    CONSTANT,
    /** Scans and foreign keys. */
    LINEAR,
    /** Rewrites, index builds, row changes: n·ln n. */
    N_LOG_N;

    /** The duration of {@code rows} rows in units of its own; only quotients mean something. */
    public double at(double rows) {
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> rows;
            case N_LOG_N -> rows * Math.log(Math.max(rows, 2));
        };
    }
}
