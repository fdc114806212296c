package dev.lockkeeper.oracle;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Text in, rows of text out. */
final class Sql {
    private Sql() {}

    /** {@code COPY … FROM STDIN} gets no row, what {@code TO STDOUT} writes is thrown away. */
    static void run(Connection connection, String sql) throws SQLException {
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        try {
            if (sql.matches("COPY .* FROM STDIN;?")) {
                copies.copyIn(sql, Reader.nullReader());
                return;
            }
            if (sql.matches("COPY .* TO STDOUT;?")) {
                copies.copyOut(sql, Writer.nullWriter());
                return;
            }
        } catch (IOException e) {
            throw new SQLException(e);
        }
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
            // A later statement of several reports its error only when its result is asked for.
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {}
        }
    }

    static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    String value = result.getString(i);
                    row.add(value == null ? "" : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    static String one(Connection connection, String sql) throws SQLException {
        return rows(connection, sql).getFirst().getFirst();
    }
}
