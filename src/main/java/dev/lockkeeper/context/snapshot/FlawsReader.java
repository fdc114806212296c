package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/** What is broken or useless in the schema: invalid and unused indexes, constraints not validated, foreign keys without index. */
final class FlawsReader {
    private static final String OURS =
            " AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper') ";

    private final ReadOnlySession session;

    FlawsReader(ReadOnlySession session) {
        this.session = session;
    }

    List<QualifiedName> invalidIndexes() throws SnapshotException {
        return names(
                new ReadOnlySession.Purpose("invalid indexes", "an index that does not work is not seen"),
                "SELECT n.nspname AS schema, c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid" + OURS
                        + "ORDER BY 1, 2");
    }

    List<String> notValidConstraints() throws SnapshotException {
        return session
                .read(
                        new ReadOnlySession.Purpose(
                                "constraints not validated", "rows that break them are not expected"),
                        "SELECT n.nspname AS schema, c.relname AS name, o.conname AS constraint FROM pg_constraint o"
                                + " JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE NOT o.convalidated" + OURS + "ORDER BY 1, 2, 3")
                .stream()
                .map(FlawsReader::constraint)
                .toList();
    }

    /** The referencing columns must be the leading ones of a valid index over all rows, in any order. */
    List<String> foreignKeysWithoutIndex() throws SnapshotException {
        return session
                .read(
                        new ReadOnlySession.Purpose(
                                "foreign keys without index", "slow deletes of parents are not expected"),
                        """
                        SELECT n.nspname AS schema, c.relname AS name, o.conname AS constraint
                        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE o.contype = 'f' AND o.conparentid = 0 AND NOT EXISTS (
                          SELECT 1 FROM pg_index i WHERE i.indrelid = o.conrelid AND i.indisvalid AND i.indpred IS NULL
                            AND (i.indkey::int2[])[0:cardinality(o.conkey) - 1] @> o.conkey)
                        """ + OURS + "ORDER BY 1, 2, 3")
                .stream()
                .map(FlawsReader::constraint)
                .toList();
    }

    /** Not those that a constraint or replication needs, whoever scans them. */
    List<QualifiedName> unusedIndexes() throws SnapshotException {
        return names(
                new ReadOnlySession.Purpose("unused indexes", "which indexes cost only is not known"),
                "SELECT s.schemaname AS schema, s.indexrelname AS name FROM pg_stat_user_indexes s"
                        + " JOIN pg_index i ON i.indexrelid = s.indexrelid"
                        + " JOIN pg_namespace n ON n.nspname = s.schemaname WHERE s.idx_scan = 0 AND NOT i.indisunique"
                        + " AND NOT i.indisexclusion AND NOT i.indisreplident" + OURS + "ORDER BY 1, 2");
    }

    private List<QualifiedName> names(ReadOnlySession.Purpose purpose, String sql) throws SnapshotException {
        return session.read(purpose, sql).stream()
                .map(row -> QualifiedName.of(row.text("schema"), row.text("name")))
                .toList();
    }

    private static String constraint(Row row) {
        return QualifiedName.of(row.text("schema"), row.text("name")).display() + '.' + row.text("constraint");
    }
}
