package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.catalog.SchemaFingerprint;
import dev.lockkeeper.catalog.SchemaObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads a schema as one {@link SchemaObject} for each object, from pg_catalog, for comparison: order of columns, object
 * ids, members of extensions and everything in schema {@code lockkeeper} are left out. Works on 12 to 18.
 */
public final class FingerprintReader {
    private FingerprintReader() {}

    public static SchemaFingerprint read(Connection connection) throws SQLException {
        return SchemaFingerprint.of(
                objects(connection).stream().map(SchemaObject::line).toList());
    }

    /** The same objects, not yet lines. */
    public static List<SchemaObject> objects(Connection connection) throws SQLException {
        List<SchemaObject> objects = new ArrayList<>();
        int major = connection.getMetaData().getDatabaseMajorVersion();
        try (PinnedSettings pinned = PinnedSettings.on(connection)) {
            for (String query : SchemaQueries.forMajor(major, PresentCatalogs.read(connection))) {
                read(connection, query, objects);
            }
        }
        return objects;
    }

    private static void read(Connection connection, String query, List<SchemaObject> objects) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet result = statement.executeQuery(query)) {
                while (result.next()) {
                    objects.add(new SchemaObject(text(result, 1), text(result, 2), text(result, 3), text(result, 4)));
                }
            }
        }
    }

    private static String text(ResultSet result, int column) throws SQLException {
        return Objects.requireNonNullElse(result.getString(column), "");
    }
}
