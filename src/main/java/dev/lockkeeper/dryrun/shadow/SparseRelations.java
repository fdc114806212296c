package dev.lockkeeper.dryrun.shadow;

import java.sql.SQLException;
import java.util.Map;

/**
 * Makes relations as long as production's, for the planner only, which scales its statistics by the length of the files
 * (dryrun.md §4): zeros at the end, which take no room on disk. Both calls stop the server in order and start it again,
 * so all connections break. Between them only EXPLAIN may run.
 */
public interface SparseRelations {
    /** No relation is made longer than this many pages of 8 kB: one tebibyte. */
    long MOST_PAGES = 1L << 27;

    /** {@code pages} by file, as {@code pg_relation_filepath()} names it; files that are longer stay as they are. */
    void stretch(Map<String, Long> pages) throws ShadowUnavailableException, SQLException, InterruptedException;

    /** Gives all files their own length again. */
    void restore() throws ShadowUnavailableException, SQLException, InterruptedException;
}
