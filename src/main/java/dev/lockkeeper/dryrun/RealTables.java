package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked of a database that is said to be production's: its touched tables, their rows, its schema. */
final class RealTables {
    private static final int SHOWN = 5;

    private RealTables() {}

    /** The message of a server without the values of rows that it quotes. */
    static String withoutValues(String sqlState, String message) {
        return sqlState.startsWith("22") ? message.replaceAll("\".*\"", "\"…\"") : message;
    }

    /** Exact counts; a touched table that is not there means that this is no copy of the production in question. */
    static SyntheticRows.Loaded count(Connection migrator, Catalog catalog, Set<QualifiedName> touched, String what)
            throws SQLException, ShadowUnavailableException {
        Map<QualifiedName, Long> rows = new LinkedHashMap<>();
        for (QualifiedName name : touched) {
            boolean foreign = catalog.table(name)
                    .map(table -> table.kind() == dev.lockkeeper.catalog.Table.Kind.FOREIGN)
                    .orElse(true);
            if (foreign) {
                continue;
            }
            try {
                rows.put(name, Rows.number(migrator, "SELECT pg_catalog.count(*) FROM " + name.sql()));
            } catch (SQLException e) {
                if (!"42P01".equals(e.getSQLState()) && !"3F000".equals(e.getSQLState())) {
                    throw e;
                }
                throw new ShadowUnavailableException(what + " has no table " + name.display()
                        + ", which the context has: take a newer one, or the one of this database");
            }
        }
        return new SyntheticRows.Loaded(rows, Map.of(), List.of(), List.of());
    }

    /**
     * The context's schema on an empty server, for {@link #differences}; empty when no server can be had. Asked for before
     * the first pass: who holds one place among the servers must not wait for another.
     */
    static Optional<SchemaFingerprint> wanted(
            ShadowDatabases databases, ShadowChoice choice, ShadowRequest request, SchemaLoader schema)
            throws SQLException, InterruptedException {
        try (ShadowDatabase empty = databases.open(request, choice);
                Connection built = empty.migrator()) {
            schema.load(built);
            return Optional.of(FingerprintReader.read(built).structure());
        } catch (ShadowUnavailableException e) {
            return Optional.empty();
        }
    }

    /** In what the schema differs from the one of the context; nothing when in nothing. */
    static List<String> differences(Connection migrator, Optional<SchemaFingerprint> wanted, String what)
            throws SQLException {
        if (wanted.isEmpty()) {
            return List.of("whether " + what + " has production's schema: no server to build that on could be started");
        }
        List<String> differences =
                wanted.get().differences(FingerprintReader.read(migrator).structure());
        return differences.isEmpty()
                ? List.of()
                : List.of("the schema of " + what + " is not the one of the context (- context, + " + what + "): "
                        + String.join("; ", differences.stream().limit(SHOWN).toList())
                        + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : ""));
    }
}
