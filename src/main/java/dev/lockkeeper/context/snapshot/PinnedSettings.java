package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of a session under which catalogs are read, put back on close. The session may be a migration's: a search
 * path that puts another schema before pg_catalog would let a planted operator answer our questions, and deparsed text
 * depends on search path, time zone and styles.
 */
public final class PinnedSettings implements AutoCloseable {
    private static final Map<String, String> PINNED = pinned();

    private final Connection connection;
    private final boolean own;
    private final Map<String, String> before;

    private PinnedSettings(Connection connection, boolean own, Map<String, String> before) {
        this.connection = connection;
        this.own = own;
        this.before = before;
    }

    private static Map<String, String> pinned() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("search_path", "pg_catalog");
        all.put("TimeZone", "UTC");
        all.put("DateStyle", "ISO, MDY");
        all.put("IntervalStyle", "postgres");
        all.put("bytea_output", "hex");
        all.put("extra_float_digits", "1");
        all.put("quote_all_identifiers", "off");
        all.put("row_security", "off");
        return all;
    }

    /**
     * Pins until the end of the transaction at the latest; outside of one a transaction is opened that the close takes
     * back, because behind a pooler a setting of the session would go to somebody else.
     */
    public static PinnedSettings on(Connection connection) throws SQLException {
        boolean own = connection.getAutoCommit();
        if (own) {
            connection.setAutoCommit(false);
        }
        PinnedSettings pinned = new PinnedSettings(connection, own, own ? Map.of() : now(connection));
        try {
            pinned.set(PINNED);
            return pinned;
        } catch (SQLException e) {
            if (own) {
                pinned.close();
            }
            throw e;
        }
    }

    private static Map<String, String> now(Connection connection) throws SQLException {
        StringBuilder query = new StringBuilder("SELECT ");
        PINNED.keySet()
                .forEach(name -> query.append(query.length() > 7 ? ", " : "")
                        .append("pg_catalog.current_setting('")
                        .append(name)
                        .append("')"));
        Map<String, String> now = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query.toString())) {
            row.next();
            int column = 1;
            for (String name : PINNED.keySet()) {
                now.put(name, row.getString(column++));
            }
        }
        return now;
    }

    private void set(Map<String, String> values) throws SQLException {
        StringBuilder query = new StringBuilder("SELECT ");
        values.forEach((name, value) -> query.append(query.length() > 7 ? ", " : "")
                .append("pg_catalog.set_config('")
                .append(name)
                .append("', E'")
                .append(value.replace("\\", "\\\\").replace("'", "''"))
                .append("', true)"));
        try (Statement statement = connection.createStatement()) {
            statement.execute(query.toString());
        }
    }

    @Override
    public void close() throws SQLException {
        if (own) {
            connection.rollback();
            connection.setAutoCommit(true);
        } else {
            set(before);
        }
    }
}
