package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Somebody's production for a test: a server, short SQL, and captures of it. */
final class Production {
    private Production() {}

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    static List<String> all(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }

    static String resource(String name) throws IOException {
        return new String(
                Production.class.getResourceAsStream("/snapshot/" + name).readAllBytes(), StandardCharsets.UTF_8);
    }

    static SnapshotRequest request(PlainServer server, String role, String password, String database) {
        return new SnapshotRequest(
                new Target("127.0.0.1", server.port(), database, role, Optional.of(new Password(password)), Map.of()),
                Duration.ZERO,
                Duration.ofSeconds(10),
                Set.of(),
                false,
                OptionalInt.empty(),
                List.of(),
                Optional.empty());
    }

    static ProductionContext capture(PlainServer server, String database) throws Exception {
        return snapshots().capture(request(server, server.adminRole(), server.adminPassword(), database));
    }

    static Snapshots snapshots() {
        return new Snapshots(duration -> Thread.sleep(duration), message -> {});
    }
}
