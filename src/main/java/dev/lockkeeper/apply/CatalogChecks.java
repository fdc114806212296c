package dev.lockkeeper.apply;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.ScriptStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the catalog says about a step: what an interrupted one left behind, and whether a finished one did its work. */
final class CatalogChecks {
    /** State of an index. */
    enum Index {
        ABSENT,
        INVALID,
        VALID
    }

    private final Connection connection;

    CatalogChecks(Connection connection) {
        this.connection = connection;
    }

    Index index(QualifiedName name) throws SQLException {
        return text(
                        "SELECT (i.indisvalid AND i.indisready)::text FROM pg_catalog.pg_index i WHERE i.indexrelid = pg_catalog.to_regclass(?)",
                        qualified(name))
                .map(valid -> valid.equals("true") ? Index.VALID : Index.INVALID)
                .orElse(Index.ABSENT);
    }

    /**
     * INVALID indexes that a REINDEX CONCURRENTLY of this table or index left under its suffixes; those of other tables
     * belong to other runs. PostgreSQL cuts a long name before it adds the suffix.
     */
    List<String> reindexLeftovers(QualifiedName object) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_index i"
                        + " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " CROSS JOIN (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid) g(object)"
                        + " LEFT JOIN pg_catalog.pg_index one ON one.indexrelid = g.object"
                        + " LEFT JOIN pg_catalog.pg_class named ON named.oid = one.indexrelid"
                        + " CROSS JOIN LATERAL (SELECT pg_catalog.regexp_replace(c.relname, '_cc(new|old)[0-9]*$', '')) b(base)"
                        + " WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'"
                        + " AND (i.indrelid = g.object OR i.indrelid = one.indrelid AND (b.base = named.relname"
                        + " OR pg_catalog.octet_length(b.base) > 48 AND pg_catalog.starts_with(named.relname, b.base))) ORDER BY 1")) {
            statement.setString(1, qualified(object));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    names.add(result.getString(1));
                }
            }
        }
        return names;
    }

    /** Sessions with a transaction older than the limit, and prepared ones: CONCURRENTLY would wait for them. */
    List<String> oldTransactions(Duration limit) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 'process ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), a.backend_type) || ', ' || a.state || ', transaction open for '"
                        + " || extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::bigint || ' s); end it with SELECT pg_terminate_backend(' || a.pid || ')'"
                        + " FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database() AND a.backend_type = 'client backend'"
                        + " AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL) AND a.xact_start < pg_catalog.clock_timestamp() - ? * interval '1 second'"
                        + " UNION ALL SELECT 'prepared transaction ' || p.gid || ' since ' || p.prepared || '; end it with ROLLBACK PREPARED or COMMIT PREPARED'"
                        + " FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database() AND p.prepared < pg_catalog.clock_timestamp() - ? * interval '1 second'")) {
            statement.setDouble(1, limit.toMillis() / 1000.0);
            statement.setDouble(2, limit.toMillis() / 1000.0);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(result.getString(1));
                }
            }
        }
        return found;
    }

    /** What a statement that reported success has not done; the first such thing. */
    Optional<String> unfinished(ScriptStatement statement) throws SQLException {
        return switch (statement.meaning()) {
            case RelationStatement.CreateIndex create ->
                create.name().isPresent()
                                && index(create.table().sibling(create.name().get())) == Index.INVALID
                        ? Optional.of("index " + create.name().get() + " is INVALID")
                        : Optional.empty();
            case ObjectStatement.Drop drop
            when drop.concurrently() -> {
                for (QualifiedName name : drop.names()) {
                    if (index(name) != Index.ABSENT) {
                        yield Optional.of("index " + name.display() + " is still there");
                    }
                }
                yield Optional.empty();
            }
            case RelationStatement.AlterTable alter -> {
                for (AlterAction action : alter.actions()) {
                    Optional<String> problem = unfinished(alter.table(), action);
                    if (problem.isPresent()) {
                        yield problem;
                    }
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private Optional<String> unfinished(QualifiedName table, AlterAction action) throws SQLException {
        return switch (action) {
            case AlterAction.ValidateConstraint validate ->
                text(
                                "SELECT o.convalidated::text FROM pg_catalog.pg_constraint o WHERE o.conrelid = pg_catalog.to_regclass(?) AND o.conname = ?",
                                qualified(table),
                                validate.constraint())
                        .filter("false"::equals)
                        .map(no -> "constraint " + validate.constraint() + " is not valid");
            case AlterAction.SetNotNull set ->
                text(
                                "SELECT a.attnotnull::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attname = ? AND NOT a.attisdropped",
                                qualified(table),
                                set.column())
                        .filter("false"::equals)
                        .map(no -> "column " + set.column() + " is still nullable");
            default -> Optional.empty();
        };
    }

    /** As the worker resolves it: unqualified means schema public. */
    static String qualified(QualifiedName name) {
        return name.inSchema("public").sql();
    }

    private Optional<String> text(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? Optional.ofNullable(result.getString(1)) : Optional.empty();
            }
        }
    }
}
