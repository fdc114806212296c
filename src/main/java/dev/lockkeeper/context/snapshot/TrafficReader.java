package dev.lockkeeper.context.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes one sample of the activity counters: shared memory only, no table is touched but each sequence's single row. */
final class TrafficReader {
    private static final int SEQUENCES_AT_ONCE = 200;

    private final ReadOnlySession session;

    TrafficReader(ReadOnlySession session) {
        this.session = session;
    }

    TableSample sample(List<SequenceReader.Readable> sequences) throws SnapshotException {
        List<Row> rows = session.read(
                new ReadOnlySession.Purpose("activity counters", "reads and writes per second are not known"), """
                SELECT relid::bigint AS oid, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) AS reads,
                       n_tup_ins + n_tup_upd + n_tup_del AS writes, clock_timestamp() AS now
                FROM pg_stat_user_tables""");
        return TableSample.of(rows, lastValues(sequences));
    }

    /**
     * Reads the sequences themselves under ACCESS SHARE: pg_sequences and pg_sequence_last_value() would take ROW
     * EXCLUSIVE on each (commands/sequence.c, lock_and_open_sequence).
     */
    private Map<Long, Long> lastValues(List<SequenceReader.Readable> sequences) throws SnapshotException {
        Map<Long, Long> values = new LinkedHashMap<>();
        for (int from = 0; from < sequences.size(); from += SEQUENCES_AT_ONCE) {
            StringBuilder sql = new StringBuilder();
            for (SequenceReader.Readable sequence :
                    sequences.subList(from, Math.min(sequences.size(), from + SEQUENCES_AT_ONCE))) {
                sql.append(sql.isEmpty() ? "" : " UNION ALL ")
                        .append("SELECT ")
                        .append(sequence.oid())
                        .append("::bigint AS oid, CASE WHEN is_called THEN last_value END AS last FROM ")
                        .append(sequence.name().sql());
            }
            session.read(
                            new ReadOnlySession.Purpose("last values of sequences", "days to overflow are not known"),
                            sql.toString())
                    .forEach(row -> {
                        if (row.number("last").isPresent()) {
                            values.put(
                                    row.number("oid").orElse(0),
                                    row.number("last").getAsLong());
                        }
                    });
        }
        return values;
    }
}
