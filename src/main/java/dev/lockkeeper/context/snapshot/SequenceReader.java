package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ServerFacts.SequenceFacts;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Sequences with the key that each fills, and the days until the first of both ends. */
final class SequenceReader {
    private static final double SECONDS_PER_DAY = 86_400;

    private final ReadOnlySession session;

    /** A sequence whose row this role may read. */
    record Readable(long oid, QualifiedName name) {}

    /** What the catalog says of a sequence; {@code rate} is what may be consumed per second, from samples. */
    record Known(long oid, QualifiedName name, boolean readable, long increment, long limit, Optional<Row> column) {}

    SequenceReader(ReadOnlySession session) {
        this.session = session;
    }

    List<Known> known() throws SnapshotException {
        List<Known> known = new ArrayList<>();
        List<Row> rows = session.read(new ReadOnlySession.Purpose("sequences", "keys that run out are not seen"), """
                SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name,
                       has_sequence_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS readable,
                       s.seqincrement AS increment, CASE WHEN s.seqincrement > 0 THEN s.seqmax ELSE s.seqmin END AS most,
                       tn.nspname AS table_schema, t.relname AS table_name, a.attname AS column,
                       format_type(a.atttypid, a.atttypmod) AS type
                FROM pg_sequence s
                JOIN pg_class c ON c.oid = s.seqrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
                LEFT JOIN pg_class t ON t.oid = d.refobjid
                LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
                LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
                WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\"""");
        for (Row row : rows) {
            known.add(new Known(
                    row.number("oid").orElse(0),
                    QualifiedName.of(row.text("schema"), row.text("name")),
                    row.flag("readable"),
                    row.number("increment").orElse(1),
                    limit(row),
                    row.find("column").map(column -> row)));
        }
        List<String> hidden = known.stream()
                .filter(sequence -> !sequence.readable())
                .map(sequence -> sequence.name().display())
                .toList();
        if (!hidden.isEmpty()) {
            session.gap(
                    "last values of " + hidden.size() + " sequences (" + few(hidden)
                            + "): no SELECT privilege; days to overflow are not known. lockkeeper snapshot --grants prints the GRANT.");
        }
        return known;
    }

    static List<Readable> readable(List<Known> known) {
        return known.stream()
                .filter(Known::readable)
                .map(sequence -> new Readable(sequence.oid(), sequence.name()))
                .toList();
    }

    static String few(List<String> names) {
        return names.stream().limit(5).map(name -> Quoted.line(name, 70)).collect(Collectors.joining(", "))
                + (names.size() > 5 ? ", …" : "");
    }

    /** A column smaller than its sequence ends first: int4 behind a bigint sequence is the usual accident. */
    private static long limit(Row row) {
        long most = row.number("most").orElse(Long.MAX_VALUE);
        long column = switch (row.text("type")) {
            case "smallint" -> Short.MAX_VALUE;
            case "integer" -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
        return most > 0 ? Math.min(most, column) : most;
    }

    /** {@code valuesPerDay} by name, from a longer period than the samples; it wins when it is there. */
    static List<SequenceFacts> facts(
            List<Known> known, TableSample first, TableSample last, Map<QualifiedName, Double> valuesPerDay) {
        return known.stream()
                .map(sequence -> {
                    OptionalLong value = value(last, sequence.oid());
                    return new SequenceFacts(
                            sequence.name(),
                            value,
                            OptionalLong.of(sequence.limit()),
                            days(sequence, first, last, Optional.ofNullable(valuesPerDay.get(sequence.name()))),
                            sequence.column()
                                    .map(row -> QualifiedName.of(row.text("table_schema"), row.text("table_name"))),
                            sequence.column().map(row -> row.text("column")),
                            sequence.column().map(row -> row.text("type")));
                })
                .toList();
    }

    private static OptionalLong value(TableSample sample, long oid) {
        Long value = sample.sequences().get(oid);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static OptionalDouble days(Known sequence, TableSample first, TableSample last, Optional<Double> perDay) {
        OptionalLong now = value(last, sequence.oid());
        OptionalLong before = value(first, sequence.oid());
        if (now.isEmpty()) {
            return OptionalDouble.empty();
        }
        double rate = perDay.orElseGet(() -> {
            double seconds = last.secondsSince(first);
            return before.isEmpty() || seconds <= 0
                    ? 0.0
                    : (now.getAsLong() - before.getAsLong()) / seconds * SECONDS_PER_DAY;
        });
        if (rate == 0 || Math.signum(rate) != Math.signum((double) sequence.increment())) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Math.max(0, (sequence.limit() - (double) now.getAsLong()) / rate));
    }
}
