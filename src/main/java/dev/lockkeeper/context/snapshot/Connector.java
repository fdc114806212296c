package dev.lockkeeper.context.snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/** Opens connections whose settings hold before the first statement runs: a snapshot's is read-only, with a pinned search path. */
final class Connector {
    /** A hostile schema in the role's search path must not answer our catalog queries: pinned before anything runs. */
    private static final String START_UP = "-c search_path=pg_catalog -c default_transaction_read_only=on";

    private Connector() {}

    static Connection open(Target target, Duration statementLimit) throws SnapshotException {
        // The server ends a statement by itself; this is for a server or a network that answers nothing at all.
        return open(target, "lockkeeper", START_UP, Long.toString(statementLimit.toSeconds() + 15));
    }

    static Connection open(Target target, String applicationName, String startUp, String socketTimeout)
            throws SnapshotException {
        Properties properties = new Properties();
        properties.putAll(target.parameters());
        properties.setProperty("user", target.user());
        target.password().ifPresent(password -> properties.setProperty("password", password.reveal()));
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("assumeMinServerVersion", "12");
        properties.setProperty("options", startUp);
        properties.setProperty("preferQueryMode", "simple");
        properties.putIfAbsent("connectTimeout", "10");
        properties.setProperty("loginTimeout", "15");
        properties.setProperty("socketTimeout", socketTimeout);
        properties.setProperty("tcpKeepAlive", "true");
        try {
            Connection connection = new Driver().connect(url(target), properties);
            if (connection == null) {
                throw new IllegalStateException("pgjdbc does not accept its own URL");
            }
            return connection;
        } catch (SQLException e) {
            throw new SnapshotException(SnapshotException.Reason.SERVER, refusal(target, e), e);
        }
    }

    private static String url(Target target) {
        String host = target.host().contains(":") ? '[' + target.host() + ']' : target.host();
        return "jdbc:postgresql://" + host + ':' + target.port() + '/'
                + java.net.URLEncoder.encode(target.database(), java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20");
    }

    private static String refusal(Target target, SQLException e) {
        String message = ReadOnlySession.message(e);
        String lower = message.toLowerCase(Locale.ROOT);
        String next = switch (Optional.ofNullable(e.getSQLState()).orElse("")) {
            case "28P01" -> "Check the password (PGPASSWORD, PGPASSFILE or --password-file).";
            case "28000" -> "Check the role, and pg_hba.conf of the server.";
            case "3D000" -> "Check the database's name.";
            case "53300" -> "The server has no connection left; try again later.";
            case "57P03" -> "The server is starting or stopping; try again later.";
            default -> {
                if (lower.contains("password")) {
                    yield "Give one with PGPASSWORD, PGPASSFILE or --password-file.";
                }
                if (lower.contains("unsupported startup parameter")) {
                    yield "This is a connection pooler: name the server itself, so that the session is read-only from"
                            + " its first moment.";
                }
                yield "Check host, port and network.";
            }
        };
        return target.display() + " cannot be used: " + message.replaceFirst("[. ]+$", "") + ". " + next;
    }
}
