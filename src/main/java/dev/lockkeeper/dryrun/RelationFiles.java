package dev.lockkeeper.dryrun;

import dev.lockkeeper.context.snapshot.PinnedSettings;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * File and scan counter of each relation as the migration's own session sees them: a changed file is a rewrite, a
 * counter that grew by all rows is a full scan.
 */
record RelationFiles(Map<Long, Entry> byOid) {
    private static final String SQL =
            "SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_relation_filenode(c.oid), coalesce(s.seq_scan, 0), coalesce(s.seq_tup_read, 0)"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_stat_xact_all_tables s ON s.relid = c.oid"
                    + " WHERE c.oid >= 16384 AND c.relkind IN ('r','m','p') AND n.nspname NOT LIKE 'pg\\_%'";

    record Entry(QualifiedName name, String file, long scans, long read) {}

    static RelationFiles read(Connection migrator) throws SQLException {
        Map<Long, Entry> entries = new HashMap<>();
        List<List<String>> rows;
        try (PinnedSettings pinned = PinnedSettings.on(migrator)) {
            rows = Rows.query(migrator, SQL);
        }
        for (List<String> row : rows) {
            entries.put(
                    Long.parseLong(row.get(0)),
                    new Entry(
                            QualifiedName.of(row.get(1), row.get(2)),
                            row.get(4),
                            Long.parseLong(row.get(5)),
                            Long.parseLong(row.get(6))));
        }
        return new RelationFiles(entries);
    }

    /** Tables whose file changed since {@code before}, under their old name. */
    List<QualifiedName> rewrittenSince(RelationFiles before) {
        return byOid.entrySet().stream()
                .filter(entry -> Optional.ofNullable(before.byOid.get(entry.getKey()))
                        .map(old -> !old.file().isEmpty()
                                && !old.file().equals(entry.getValue().file()))
                        .orElse(false))
                .flatMap(entry -> Optional.ofNullable(before.byOid.get(entry.getKey())).map(Entry::name).stream())
                .sorted()
                .toList();
    }

    /** Tables that were not there: also those that have the name of an earlier one. */
    List<QualifiedName> madeSince(RelationFiles before) {
        return byOid.entrySet().stream()
                .filter(entry -> !before.byOid.containsKey(entry.getKey()))
                .map(entry -> entry.getValue().name())
                .toList();
    }

    /** Tables that were read by at least {@code rows} since {@code before}. */
    List<QualifiedName> scannedSince(RelationFiles before, Map<QualifiedName, Long> rows) {
        return byOid.entrySet().stream()
                .flatMap(entry -> Optional.ofNullable(before.byOid.get(entry.getKey()))
                        .filter(old -> entry.getValue().scans() > old.scans())
                        .filter(old ->
                                entry.getValue().read() - old.read() >= rows.getOrDefault(old.name(), Long.MAX_VALUE))
                        .map(Entry::name)
                        .stream())
                .sorted()
                .toList();
    }
}
