package dev.lockkeeper.context.snapshot;

/** The options of a sequence, all spelled out, so that no default of another version changes them. */
final class SequenceOptions {
    /** Columns for a query in which {@code s} is pg_sequence. */
    static final String COLUMNS = "s.seqstart AS seq_start, s.seqincrement AS seq_by, s.seqmin AS seq_min, s.seqmax AS seq_max,"
            + " s.seqcache AS seq_cache, s.seqcycle AS seq_cycle, s.seqtypid::regtype::text AS seq_type";

    private SequenceOptions() {}

    static String sql(Row row) {
        return "START WITH " + row.text("seq_start") + " INCREMENT BY " + row.text("seq_by") + " MINVALUE "
                + row.text("seq_min") + " MAXVALUE " + row.text("seq_max") + " CACHE " + row.text("seq_cache")
                + (row.flag("seq_cycle") ? " CYCLE" : "");
    }
}
