package dev.lockkeeper.apply;

import dev.lockkeeper.approval.SignedDatabase;
import dev.lockkeeper.approval.SignedTable;
import dev.lockkeeper.context.WeeklyHours;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether this is the server, the database, the schema, the size and the time that were signed; each no with its next step. */
final class ServerChecks {
    private final Connection control;
    private final ApplyPlan plan;

    ServerChecks(Connection control, ApplyPlan plan) {
        this.control = control;
        this.plan = plan;
    }

    /** Major, role of the server, and whose database it is. */
    List<String> server(int major) throws SQLException {
        List<String> reasons = new ArrayList<>();
        if (major != plan.major()) {
            reasons.add("the server runs PostgreSQL " + major + ", the approval is for " + plan.major()
                    + ": locks and rewrites differ. Take a new snapshot and run `lockkeeper review` again.");
        }
        if (Sessions.one(control, "SELECT pg_is_in_recovery()").orElse("t").equals("t")) {
            reasons.add("the server is a standby and takes no changes. Name the primary in --url.");
            return reasons;
        }
        identity(plan.database()).ifPresent(reasons::add);
        return reasons;
    }

    private Optional<String> identity(SignedDatabase signed) throws SQLException {
        String name = Sessions.one(control, "SELECT current_database()").orElse("");
        if (!name.equals(signed.name())) {
            return Optional.of("the database is called " + name + ", the approval is for " + signed.name()
                    + ". Name that database in --url.");
        }
        String next = " Take a snapshot of this database and run `lockkeeper review` again.";
        if (!signed.systemIdentifier().matches("\\d+")) {
            return Optional.of(
                    "the approval does not say which server it is for: its snapshot had no system identifier."
                            + " GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() to the role of the snapshot."
                            + next);
        }
        Optional<String> system;
        try {
            system = Sessions.one(control, "SELECT system_identifier::text FROM pg_control_system()");
        } catch (SQLException e) {
            return Optional.of("this role may not read which server this is."
                    + " GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() to it.");
        }
        if (!system.equals(Optional.of(signed.systemIdentifier()))) {
            return Optional.of("this is another server: system identifier " + system.orElse("not known")
                    + ", the approval is for " + signed.systemIdentifier() + ". Name that server in --url, or:" + next);
        }
        return clone(signed, next);
    }

    /** A physical copy has the system identifier of its origin: start time, or address and port, must be the signed ones. */
    private Optional<String> clone(SignedDatabase signed, String next) throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT extract(epoch FROM pg_postmaster_start_time())::bigint, coalesce(host(inet_server_addr()), 'local'), inet_server_port()")) {
            result.next();
            Instant started = Instant.ofEpochSecond(result.getLong(1));
            String place = result.getString(2) + " port " + result.getInt(3);
            String signedPlace = signed.serverAddress() + " port " + signed.port();
            boolean sameStart =
                    Math.abs(started.getEpochSecond() - signed.startedAt().getEpochSecond()) <= 1;
            return sameStart || place.equals(signedPlace)
                    ? Optional.empty()
                    : Optional.of("this may be a copy of the server that was judged: it listens at " + place
                            + " and started at " + started + ", the signed one listened at " + signedPlace + "."
                            + next);
        }
    }

    Optional<String> window(Instant now) {
        ZonedDateTime utc = now.atZone(ZoneOffset.UTC);
        return plan.window()
                .filter(hours ->
                        !WeeklyHours.parse(hours).contains(utc.getDayOfWeek(), utc.getHour() * 60 + utc.getMinute()))
                .map(
                        hours -> "it is " + utc.getDayOfWeek().name().substring(0, 3) + " "
                                + utc.toLocalTime().withNano(0).withSecond(0)
                                + " UTC, changes may run in the declared window only: " + hours
                                + " (UTC). Run it then, or have a reviewer sign that it may run now: `lockkeeper decide --outside-window`.");
    }

    /** Deparsed definitions leave out schemas on the search path: read under the one of the dry run. */
    String fingerprint() throws SQLException {
        Sessions.execute(control, "SET search_path = public");
        try {
            return FingerprintReader.read(control).structure().digest();
        } finally {
            Sessions.execute(control, "SET search_path = pg_catalog");
        }
    }

    Optional<String> schemaBefore(ApplyPhase phase) throws SQLException {
        return fingerprint().equals(phase.schemaBefore())
                ? Optional.empty()
                : Optional.of("the schema is not the one that " + phase.label()
                        + " was proven on: something changed since the snapshot. `lockkeeper drift` shows what;"
                        + " take a new snapshot and run `lockkeeper review` again.");
    }

    /** Tables only grow past a tolerance: a smaller one is no hazard, an unknown size was judged as large. */
    List<String> sizes(double growth) throws SQLException {
        List<String> reasons = new ArrayList<>();
        try (PreparedStatement statement = control.prepareStatement(
                "SELECT c.reltuples::bigint, pg_relation_size(c.oid) FROM pg_class c WHERE c.oid = to_regclass(?)")) {
            for (SignedTable table : plan.tables()) {
                statement.setString(1, table.name());
                try (ResultSet result = statement.executeQuery()) {
                    if (result.next()) {
                        grew(table, "rows", table.rows(), result.getLong(1), 10_000, growth, reasons);
                        grew(table, "bytes", table.bytes(), result.getLong(2), 20L << 20, growth, reasons);
                    }
                }
            }
        }
        return reasons;
    }

    private static void grew(
            SignedTable table, String unit, long signed, long live, long floor, double growth, List<String> reasons) {
        if (signed >= 0 && live > floor && live > signed * growth) {
            reasons.add(String.format(
                    java.util.Locale.ROOT,
                    "%s has %,d %s, the plan was judged for %,d: forecasts and timeouts do not hold any more."
                            + " Take a new snapshot and run `lockkeeper review` again.",
                    table.name(),
                    live,
                    unit,
                    signed));
        }
    }
}
