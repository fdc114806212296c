package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Statistics of columns; values only for those that the caller names, shapes for all others. */
final class ColumnsReader {
    private static final int LONGEST_VALUE = 200;

    private final ReadOnlySession session;
    private final boolean wrappers;

    ColumnsReader(ReadOnlySession session, boolean wrappers) {
        this.session = session;
        this.wrappers = wrappers;
    }

    Map<QualifiedName, Map<String, ColumnFacts>> read(Set<ColumnName> withValues) throws SnapshotException {
        Map<QualifiedName, Map<String, ColumnFacts>> facts = new LinkedHashMap<>();
        collect(
                facts,
                session.read(
                        new ReadOnlySession.Purpose(
                                "column statistics", "shares of NULL and numbers of distinct values are not known"),
                        wrappers ? "SELECT * FROM lockkeeper.column_statistics()" : Shapes.STATISTICS));
        if (!wrappers) {
            tellHidden();
        }
        if (!withValues.isEmpty()) {
            Set<ColumnName> found = collect(
                    facts,
                    session.read(
                            new ReadOnlySession.Purpose(
                                    "values of the columns named", "their shapes are shown instead"),
                            values(withValues)));
            withValues.stream()
                    .filter(column -> !found.contains(column))
                    .forEach(column -> session.gap("values of " + column.display()
                            + ": no such column, no statistics yet, or no SELECT privilege."));
        }
        return facts;
    }

    private static Set<ColumnName> collect(Map<QualifiedName, Map<String, ColumnFacts>> facts, List<Row> rows) {
        Set<ColumnName> found = new LinkedHashSet<>();
        for (Row row : rows) {
            ColumnName name =
                    new ColumnName(QualifiedName.of(row.text("schema"), row.text("table")), row.text("column"));
            facts.computeIfAbsent(name.table(), table -> new LinkedHashMap<>()).put(name.column(), facts(row));
            found.add(name);
        }
        return found;
    }

    private static ColumnFacts facts(Row row) {
        List<String> common = row.list("common");
        List<Double> shares = row.list("shares").stream()
                .map(Double::valueOf)
                .map(ColumnsReader::share)
                .toList();
        OptionalDouble distinct = row.measure("n_distinct");
        return new ColumnFacts(
                row.measure("null_frac"),
                distinct.isPresent() ? OptionalDouble.of(Math.max(-1, distinct.getAsDouble())) : distinct,
                width(row),
                row.measure("correlation"),
                common,
                shares.size() == common.size() ? shares : List.of(),
                row.list("histogram"));
    }

    private static OptionalInt width(Row row) {
        OptionalInt width = row.integer("avg_width");
        return width.isPresent() && width.getAsInt() >= 0 ? width : OptionalInt.empty();
    }

    private static double share(double share) {
        return Math.clamp(share, 0.0, 1.0);
    }

    private static String values(Set<ColumnName> columns) {
        return "SELECT s.schemaname AS schema, s.tablename AS \"table\", s.attname AS \"column\", s.null_frac, s.n_distinct,"
                + " s.avg_width, s.correlation, s.most_common_freqs AS shares,"
                + " (SELECT array_agg(left(u.v, " + LONGEST_VALUE + ") ORDER BY u.o) FROM"
                + " unnest(s.most_common_vals::text::text[]) WITH ORDINALITY AS u(v, o)) AS common,"
                + " (SELECT array_agg(left(u.v, " + LONGEST_VALUE + ") ORDER BY u.o) FROM"
                + " unnest(s.histogram_bounds::text::text[]) WITH ORDINALITY AS u(v, o)) AS histogram"
                + " FROM pg_stats s WHERE (s.schemaname, s.tablename, s.attname) IN ("
                + columns.stream()
                        .map(column -> "(" + Identifiers.literal(column.table().schema()) + ", "
                                + Identifiers.literal(column.table().name()) + ", "
                                + Identifiers.literal(column.column()) + ")")
                        .collect(Collectors.joining(", "))
                + ") ORDER BY s.inherited";
    }

    /** pg_stats leaves out, without a word, what the role may not read. */
    private void tellHidden() throws SnapshotException {
        List<String> hidden = new ArrayList<>();
        session.read(new ReadOnlySession.Purpose("privileges", "which statistics are hidden is not known"), """
                        SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')
                          AND (NOT has_any_column_privilege(c.oid, 'SELECT') OR row_security_active(c.oid))
                        ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\"""")
                .forEach(row -> hidden.add(
                        QualifiedName.of(row.text("schema"), row.text("name")).display()));
        if (!hidden.isEmpty()) {
            session.gap("column statistics of " + hidden.size() + " tables (" + SequenceReader.few(hidden)
                    + "): no SELECT privilege, or row security; shares of NULL are not known there."
                    + " lockkeeper snapshot --grants prints a function that shows shapes only.");
        }
    }
}
