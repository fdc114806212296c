package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which catalogs of rarer objects hold any that people made: most databases have few, and forty queries for nothing cost
 * more than all the others together.
 */
record PresentCatalogs(Set<String> names) {
    /** Their rows of people's have object ids from 16384 on. */
    private static final List<String> BY_OID = List.of(
            "pg_operator",
            "pg_cast",
            "pg_collation",
            "pg_conversion",
            "pg_ts_config",
            "pg_ts_dict",
            "pg_ts_parser",
            "pg_ts_template",
            "pg_opclass",
            "pg_opfamily",
            "pg_am",
            "pg_language",
            "pg_transform",
            "pg_foreign_data_wrapper",
            "pg_foreign_server",
            "pg_event_trigger",
            "pg_publication",
            "pg_default_acl",
            "pg_statistic_ext",
            "pg_tablespace");

    private static final List<String> WHOLE = List.of("pg_user_mappings", "pg_foreign_table");

    private static final String QUERY = BY_OID.stream()
                    .map(catalog -> "SELECT '" + catalog + "' WHERE EXISTS (SELECT 1 FROM pg_catalog." + catalog
                            + " WHERE oid >= 16384)")
                    .collect(Collectors.joining(" UNION ALL "))
            + WHOLE.stream()
                    .map(catalog -> " UNION ALL SELECT '" + catalog + "' WHERE EXISTS (SELECT 1 FROM pg_catalog."
                            + catalog + ")")
                    .collect(Collectors.joining())
            + " UNION ALL SELECT 'pg_subscription' WHERE EXISTS (SELECT subname FROM pg_catalog.pg_subscription)"
            + " UNION ALL SELECT DISTINCT 'comment ' || c.relname FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.classoid"
            + " WHERE d.objoid >= 16384 OR c.relname = 'pg_namespace'";

    PresentCatalogs {
        names = Set.copyOf(names);
    }

    static PresentCatalogs read(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return new PresentCatalogs(names);
    }

    boolean has(String catalog) {
        return names.contains(catalog);
    }

    boolean hasComments(String catalog) {
        return names.contains("comment " + catalog);
    }
}
