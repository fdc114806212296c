package dev.lockkeeper.dryrun.shadow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** Opens connections with pgjdbc's driver directly, without the registry of drivers. */
final class Jdbc {
    private Jdbc() {}

    static Connection connect(String url, ShadowServer.Login login, Map<String, String> transport) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "user", login.role(),
                "password", login.password(),
                "sslmode", "disable",
                "gssEncMode", "disable",
                "connectTimeout", "10",
                "loginTimeout", "10",
                "ApplicationName", "lockkeeper"));
        properties.putAll(transport);
        properties.putAll(login.properties());
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("pgjdbc does not accept its own URL " + url);
        }
        return connection;
    }

    /** A database name inside a JDBC URL. */
    static String encode(String database) {
        return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
    }
}
