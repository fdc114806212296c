package dev.lockkeeper.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the first block of each touched table, as an application would: one read, one lock, a few microseconds. */
final class TableLook {
    private final Connection connection;
    private final List<String> tables;

    private TableLook(Connection connection, List<String> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** Of the tables that exist and that this role may read; no read takes longer than {@code patience}. */
    static TableLook of(Connection connection, List<String> names, Duration patience) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass(?)"
                        + " AND c.relkind IN ('r', 'm') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')")) {
            for (String name : names) {
                statement.setString(1, name);
                try (ResultSet result = statement.executeQuery()) {
                    if (result.next()) {
                        tables.add(String.valueOf(result.getString(1)));
                    }
                }
            }
        }
        Sessions.execute(connection, "SET statement_timeout = " + patience.toMillis());
        return new TableLook(connection, List.copyOf(tables));
    }

    boolean empty() {
        return tables.isEmpty();
    }

    /** The slowest of the tables in milliseconds. A table that is gone meanwhile is no trouble: the plan may drop it. */
    ProbeReading at(Duration limit) throws SQLException {
        double slowest = 0;
        for (String table : tables) {
            long start = System.nanoTime();
            try {
                Sessions.one(connection, "SELECT 1 FROM ONLY " + table + " WHERE ctid = '(0,1)'");
            } catch (SQLException e) {
                String state = String.valueOf(e.getSQLState());
                if (state.startsWith("08") || state.startsWith("57P")) {
                    throw e;
                }
                if (!state.equals("42P01") && !state.equals("57014")) {
                    return new ProbeReading.Failed(
                            "a read of " + table + " failed: " + state + " " + UnitRunner.message(e));
                }
            }
            slowest = Math.max(slowest, (System.nanoTime() - start) / 1e6);
        }
        return new ProbeReading.Value(slowest, limit.toMillis() - 1.0, " ms");
    }
}
