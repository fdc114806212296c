package dev.lockkeeper.context.snapshot;

import java.util.ArrayList;
import java.util.List;

/** The options of a sequence that differ from the defaults, which are the same from 10 to 18. */
final class SequenceOptions {
    /** Columns for a query in which {@code s} is pg_sequence. */
    static final String COLUMNS =
            "s.seqstart AS seq_start, s.seqincrement AS seq_by, s.seqmin AS seq_min, s.seqmax AS seq_max,"
                    + " s.seqcache AS seq_cache, s.seqcycle AS seq_cycle, s.seqtypid::regtype::text AS seq_type";

    private SequenceOptions() {}

    static String sql(Row row) {
        boolean up = row.number("seq_by").orElse(1) > 0;
        long top = switch (row.text("seq_type")) {
            case "smallint" -> Short.MAX_VALUE;
            case "integer" -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
        String least = row.text("seq_min");
        String most = row.text("seq_max");
        List<String> options = new ArrayList<>();
        unless(options, "START WITH ", row.text("seq_start"), up ? least : most);
        unless(options, "INCREMENT BY ", row.text("seq_by"), "1");
        unless(options, "MINVALUE ", least, up ? "1" : Long.toString(-top - 1));
        unless(options, "MAXVALUE ", most, up ? Long.toString(top) : "-1");
        unless(options, "CACHE ", row.text("seq_cache"), "1");
        if (row.flag("seq_cycle")) {
            options.add("CYCLE");
        }
        return String.join(" ", options);
    }

    private static void unless(List<String> options, String option, String value, String usual) {
        if (!value.equals(usual)) {
            options.add(option + value);
        }
    }
}
