package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ServerFacts.CronJob;
import dev.lockkeeper.context.ServerFacts.Publication;
import dev.lockkeeper.context.ServerFacts.Replica;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.LiteralRedaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Replication, settings of roles, extensions, scheduled jobs and the age of transactions. */
final class ServerReader {
    private final ReadOnlySession session;

    ServerReader(ReadOnlySession session) {
        this.session = session;
    }

    List<Replica> replicas() throws SnapshotException {
        List<Replica> replicas = new ArrayList<>();
        boolean hidden = false;
        // On a standby the position of replay stands in for the position of writing.
        for (Row row :
                session.read(new ReadOnlySession.Purpose("replicas", "lag and WAL kept for them are not known"), """
                WITH here AS (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn)
                SELECT coalesce(nullif(r.application_name, ''), s.slot_name, host(r.client_addr), 'replica') AS name,
                       greatest(0, pg_wal_lsn_diff(h.lsn, r.replay_lsn))::bigint AS lag_bytes,
                       extract(epoch FROM r.replay_lag)::float8 * 1000 AS lag_millis, s.slot_name AS slot,
                       greatest(0, pg_wal_lsn_diff(h.lsn, s.restart_lsn))::bigint AS kept,
                       r.pid IS NOT NULL AND r.state IS NULL AS hidden
                FROM pg_stat_replication r FULL JOIN pg_replication_slots s ON s.active_pid = r.pid CROSS JOIN here h
                WHERE NOT coalesce(s.temporary, false)
                ORDER BY 1""")) {
            hidden |= row.flag("hidden");
            replicas.add(new Replica(
                    Quoted.line(row.text("name"), 64),
                    row.count("lag_bytes"),
                    row.measure("lag_millis"),
                    row.find("slot"),
                    row.count("kept")));
        }
        if (hidden) {
            session.gap("replicas: their names and lag are hidden; GRANT pg_monitor to the role.");
        }
        return replicas;
    }

    /**
     * Where this server stands among those of its cluster. Standbys are seen without any privilege, their addresses only
     * with pg_monitor; what cannot be asked counts as one standby that nobody knows.
     */
    ClusterMember member() throws SnapshotException {
        ReadOnlySession.Purpose purpose =
                new ReadOnlySession.Purpose("standbys", "whose queries are not counted here is not known");
        Optional<Row> self =
                session
                        .read(purpose, "SELECT host(inet_server_addr()) AS address, pg_is_in_recovery() AS recovering")
                        .stream()
                        .findFirst();
        List<Optional<String>> standbys = session.ask(
                        purpose,
                        "SELECT host(r.client_addr) AS address FROM pg_stat_replication r"
                                + " LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid"
                                + " WHERE s.slot_type IS DISTINCT FROM 'logical' AND r.state IS DISTINCT FROM 'backup'"
                                + " AND r.application_name IS DISTINCT FROM 'pg_receivewal'")
                .map(rows -> rows.stream().map(row -> row.find("address")).toList())
                .orElse(List.of(Optional.empty()));
        return new ClusterMember(
                self.flatMap(row -> row.find("address")),
                self.map(row -> row.flag("recovering")).orElse(true),
                standbys);
    }

    List<Publication> publications(int major) throws SnapshotException {
        String inSchemas = major >= 15
                ? " UNION SELECT pn.pnpubid, n.nspname, c.relname FROM pg_publication_namespace pn"
                        + " JOIN pg_namespace n ON n.oid = pn.pnnspid JOIN pg_class c ON c.relnamespace = n.oid"
                        + " AND c.relkind IN ('r', 'p')"
                : "";
        Map<String, Publication> publications = new LinkedHashMap<>();
        for (Row row : session.read(
                new ReadOnlySession.Purpose("publications", "what logical replicas receive is not known"),
                "SELECT p.pubname AS name, p.puballtables AS everything, t.nspname AS schema, t.relname AS \"table\""
                        + " FROM pg_publication p LEFT JOIN (SELECT r.prpubid AS pub, n.nspname, c.relname"
                        + " FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace" + inSchemas + ") t ON t.pub = p.oid"
                        + " ORDER BY 1, 3, 4")) {
            Publication known = publications.getOrDefault(
                    row.text("name"), new Publication(row.text("name"), row.flag("everything"), List.of()));
            List<QualifiedName> tables = new ArrayList<>(known.tables());
            row.find("table").ifPresent(table -> tables.add(QualifiedName.of(row.text("schema"), table)));
            publications.put(known.name(), new Publication(known.name(), known.allTables(), tables));
        }
        return List.copyOf(publications.values());
    }

    /** Names only: a subscription's connection string can hold a password. */
    List<String> subscriptions() throws SnapshotException {
        return texts(
                new ReadOnlySession.Purpose("subscriptions", "what this database receives is not known"),
                "SELECT subname AS v FROM pg_subscription WHERE subdbid ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1");
    }

    /** A setting with a dot in its name belongs to an application, which may keep keys there: its value stays away. */
    Map<String, Map<String, String>> roleSettings() throws SnapshotException {
        Map<String, Map<String, String>> settings = new TreeMap<>();
        for (Row row : session.read(
                new ReadOnlySession.Purpose("settings of roles", "a role's own lock_timeout is not known"), """
                SELECT coalesce(r.rolname, '(all roles)') AS role, split_part(c.entry, '=', 1) AS name,
                       substr(c.entry, strpos(c.entry, '=') + 1) AS value
                FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS c(entry)
                LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
                WHERE s.setdatabase = 0 OR d.datname = current_database()
                ORDER BY 1, (s.setdatabase <> 0), 2""")) {
            String value = row.text("name").contains(".") ? "<redacted>" : row.text("value");
            settings.computeIfAbsent(row.text("role"), role -> new TreeMap<>()).put(row.text("name"), value);
        }
        return settings;
    }

    /** Versions by name, in order of the names. */
    Map<String, String> extensions() throws SnapshotException {
        Map<String, String> versions = new TreeMap<>();
        session.read(
                        new ReadOnlySession.Purpose("extensions", "what the schema needs is not known"),
                        "SELECT extname AS name, extversion AS version FROM pg_extension")
                .forEach(row -> versions.put(row.text("name"), Quoted.line(row.text("version"), 64)));
        return versions;
    }

    OptionalLong transactionAge() throws SnapshotException {
        return number(
                new ReadOnlySession.Purpose("transaction age", "the distance to wraparound is not known"),
                "SELECT age(datfrozenxid)::bigint AS v FROM pg_database WHERE datname = current_database()");
    }

    OptionalLong preparedTransactions() throws SnapshotException {
        return number(
                new ReadOnlySession.Purpose("prepared transactions", "locks that survive a restart are not seen"),
                "SELECT count(*) AS v FROM pg_prepared_xacts");
    }

    List<CronJob> cronJobs(boolean wrappers) throws SnapshotException {
        boolean there = !session.read(
                        new ReadOnlySession.Purpose("pg_cron", "scheduled jobs are not known"),
                        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = 'cron' AND c.relname = 'job' AND c.relkind = 'r'")
                .isEmpty();
        if (!there) {
            return List.of();
        }
        return session
                .read(
                        new ReadOnlySession.Purpose(
                                "pg_cron jobs",
                                "what they use is not known. lockkeeper snapshot --grants prints the function that shows them"),
                        wrappers
                                ? "SELECT schedule, command, database FROM lockkeeper.cron_jobs()"
                                : "SELECT schedule, command, database FROM cron.job ORDER BY jobid")
                .stream()
                .map(row -> new CronJob(
                        Quoted.line(row.text("schedule")),
                        LiteralRedaction.of(row.text("command")),
                        row.find("database")))
                .toList();
    }

    private List<String> texts(ReadOnlySession.Purpose purpose, String sql) throws SnapshotException {
        return session.read(purpose, sql).stream().map(row -> row.text("v")).toList();
    }

    private OptionalLong number(ReadOnlySession.Purpose purpose, String sql) throws SnapshotException {
        return session.read(purpose, sql).stream()
                .map(row -> row.count("v"))
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
