package dev.lockkeeper.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Small JDBC for single values; JDBC's escapes are never processed, because the text is a migration's. */
final class Rows {
    private Rows() {}

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** The first value of the first row, empty for NULL. */
    static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet result = statement.executeQuery(sql)) {
                if (!result.next()) {
                    throw new SQLException("no row", "02000");
                }
                String value = result.getString(1);
                return value == null ? "" : value;
            }
        }
    }
}
