package dev.lockkeeper.dryrun.shadow;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Small JDBC on a shadow database: SQL text in, rows of text out (NULL is the empty text); escapes are never processed, because the text is not ours. */
public final class Rows {
    private Rows() {}

    public static List<List<String>> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(sql)) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> row = new ArrayList<>(columns);
                    for (int i = 1; i <= columns; i++) {
                        String value = result.getString(i);
                        row.add(value == null ? "" : value);
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    public static long number(Connection connection, String sql) throws SQLException {
        return Long.parseLong(query(connection, sql).getFirst().getFirst());
    }

    public static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "unknown" : state;
    }

    public static String message(SQLException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse("no message")
                .replaceFirst("^(ERROR|FATAL): ", "");
    }
}
