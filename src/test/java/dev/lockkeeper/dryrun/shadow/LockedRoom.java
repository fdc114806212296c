package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What attacks must not reach: a file that everybody may read, a folder that everybody may write, a port that listens,
 * the observer's session. Runs all attacks and says what was reached.
 */
final class LockedRoom implements AutoCloseable {
    private static final String SECRET = "lockkeeper-secret-2718";
    private static final String START = """
            create table victim(x text);
            create function public.touch() returns trigger language plpgsql as 'begin return new; end';
            create function public.same(int, text) returns boolean language sql as 'select true';
            """;

    private final Path canary;
    private final Path secret;
    private final ServerSocket listener;
    private final List<String> wrong = new ArrayList<>();
    private Optional<Connection> usable = Optional.empty();

    LockedRoom() throws IOException {
        canary = Files.createTempDirectory("lkc");
        Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("rwxrwxrwx"));
        secret = Files.writeString(canary.resolve("secret"), SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(1);
    }

    /** All attacks, one after the other, on a database named shop with a stub role app; what was reached, or not refused as expected. */
    List<String> attack(ShadowDatabase shadow) throws IOException, SQLException {
        try (Connection observer = shadow.observer();
                Connection cleaner = shadow.migrator()) {
            Sql.run(cleaner, START);
            List<Attacks.Attack> refused = Attacks.all(secret.toString(), canary.toString(), listener.getLocalPort());
            for (Attacks.Attack attack : refused) {
                mustRefuse(shadow, attack);
                outside(observer, attack.sql());
            }
            for (ContainedAttacks.Script script : ContainedAttacks.ALL) {
                run(shadow, script.sql());
                outside(observer, script.sql());
                Sql.run(cleaner, script.cleanup());
            }
            assertThat(refused.size() + ContainedAttacks.ALL.size()).isGreaterThanOrEqualTo(60);
            return List.copyOf(wrong);
        }
    }

    private void mustRefuse(ShadowDatabase shadow, Attacks.Attack attack) throws SQLException {
        try {
            Sql.run(session(shadow), attack.sql());
            wrong.add(shown(attack.sql()) + " => done");
        } catch (SQLException e) {
            if (!attack.states().contains(String.valueOf(e.getSQLState()))) {
                wrong.add(shown(attack.sql()) + " => " + e.getSQLState() + " " + e.getMessage());
            }
        }
    }

    /** A session of the migrator as if it were new: most attacks leave theirs usable, and a login takes 30 ms. */
    private Connection session(ShadowDatabase shadow) throws SQLException {
        if (usable.isPresent()) {
            try {
                Sql.run(usable.get(), "rollback");
                Sql.run(usable.get(), "discard all");
                return usable.get();
            } catch (SQLException e) {
                usable.get().close();
            }
        }
        Connection fresh = shadow.migrator();
        fresh.setNetworkTimeout(Runnable::run, 60_000);
        usable = Optional.of(fresh);
        return fresh;
    }

    /** Whether it fails does not matter; what it answers must not come from a file. */
    private void run(ShadowDatabase shadow, String sql) throws SQLException {
        try (Connection c = shadow.migrator();
                Statement s = c.createStatement()) {
            c.setNetworkTimeout(Runnable::run, 60_000);
            boolean rows = s.execute(sql);
            while (rows || s.getUpdateCount() >= 0) {
                if (rows) {
                    read(s, sql);
                }
                rows = s.getMoreResults();
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(shown(sql)).isNotNull();
        }
    }

    private void read(Statement s, String sql) throws SQLException {
        try (ResultSet r = s.getResultSet()) {
            while (r.next()) {
                String value = String.valueOf(r.getString(1));
                if (value.contains("root:") || value.contains(SECRET)) {
                    wrong.add(shown(sql) + " => reads a file");
                }
            }
        }
    }

    private static String shown(String sql) {
        return sql.length() > 160 ? sql.substring(0, 160) + "…" : sql;
    }

    private void outside(Connection observer, String sql) throws IOException, SQLException {
        try (Stream<Path> all = Files.list(canary)) {
            List<String> files = all.map(p -> p.getFileName().toString()).toList();
            if (!files.equals(List.of("secret")) || !Files.readString(secret).equals(SECRET)) {
                wrong.add(shown(sql) + " => files " + files);
            }
        }
        try (Socket connection = listener.accept()) {
            wrong.add(shown(sql) + " => connected from " + connection);
        } catch (SocketTimeoutException e) {
            // Nobody came.
        }
        if (!Sql.one(observer, "show search_path").equals("pg_catalog")
                || !Sql.one(observer, "select current_user").equals(Roles.OBSERVER)) {
            wrong.add(shown(sql) + " => the observer is not itself any more");
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        if (usable.isPresent()) {
            // Its server may be gone by now.
            usable.get().abort(Runnable::run);
        }
        listener.close();
        FileTree.delete(canary);
    }
}
