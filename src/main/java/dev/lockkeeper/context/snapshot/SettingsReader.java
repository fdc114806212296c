package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the settings that a rule or a forecast may ask for, as SHOW prints them. It must run before the session sets
 * its own timeouts, or it would report those as production's.
 */
final class SettingsReader {
    private static final List<String> NAMES =
            List.of(("autovacuum autovacuum_analyze_scale_factor autovacuum_freeze_max_age autovacuum_max_workers"
                            + " autovacuum_multixact_freeze_max_age autovacuum_naptime autovacuum_vacuum_cost_delay"
                            + " autovacuum_vacuum_cost_limit autovacuum_vacuum_scale_factor autovacuum_vacuum_threshold"
                            + " block_size checkpoint_timeout data_checksums deadlock_timeout default_statistics_target"
                            + " default_table_access_method default_tablespace default_transaction_isolation"
                            + " effective_cache_size effective_io_concurrency fsync full_page_writes hot_standby"
                            + " hot_standby_feedback idle_in_transaction_session_timeout idle_session_timeout lock_timeout"
                            + " log_timezone logical_decoding_work_mem maintenance_io_concurrency maintenance_work_mem"
                            + " max_connections max_locks_per_transaction max_logical_replication_workers"
                            + " max_parallel_maintenance_workers max_parallel_workers max_prepared_transactions"
                            + " max_replication_slots max_slot_wal_keep_size max_standby_archive_delay"
                            + " max_standby_streaming_delay max_wal_senders max_wal_size max_worker_processes min_wal_size"
                            + " old_snapshot_threshold pg_stat_statements.max pg_stat_statements.save"
                            + " pg_stat_statements.track pg_stat_statements.track_utility random_page_cost"
                            + " reserved_connections server_version session_preload_libraries shared_buffers"
                            + " shared_preload_libraries standard_conforming_strings statement_timeout"
                            + " superuser_reserved_connections synchronous_commit synchronous_standby_names temp_buffers"
                            + " temp_file_limit track_activities track_activity_query_size track_counts track_io_timing"
                            + " transaction_timeout vacuum_cost_delay vacuum_cost_limit wal_compression"
                            + " wal_keep_segments wal_keep_size wal_level wal_receiver_timeout wal_segment_size"
                            + " wal_sender_timeout work_mem")
                    .split(" "));

    /** Readable only for pg_read_all_settings; these are the ones of the list above. */
    private static final List<String> GUARDED = List.of("session_preload_libraries", "shared_preload_libraries");

    private final ReadOnlySession session;

    SettingsReader(ReadOnlySession session) {
        this.session = session;
    }

    Map<String, String> read() throws SnapshotException {
        Map<String, String> settings = new LinkedHashMap<>();
        List<Row> rows = session.read(
                new ReadOnlySession.Purpose("settings", "lock_timeout, max_connections and the like are not known"),
                "SELECT name, current_setting(name) AS value FROM pg_settings WHERE name IN ("
                        + NAMES.stream().map(Identifiers::literal).collect(Collectors.joining(", "))
                        + ") ORDER BY name COLLATE \"C\"");
        rows.forEach(row -> settings.put(row.text("name"), row.text("value")));
        if (!rows.isEmpty()) {
            List<String> hidden = new ArrayList<>(new TreeSet<>(GUARDED));
            hidden.removeAll(settings.keySet());
            if (!hidden.isEmpty()) {
                session.gap("settings " + String.join(", ", hidden) + ": only members of pg_read_all_settings see them;"
                        + " which libraries are preloaded is not known. GRANT pg_monitor to the role.");
            }
        }
        return settings;
    }

    /**
     * The driver always sends the time zone of this machine, which hides the server's own. What a migration's session
     * starts with is the setting of its role, of the database, else the configuration file's; initdb sets TimeZone and
     * log_timezone alike, so the latter stands in when the file cannot be seen.
     */
    void addTimeZone(Map<String, String> settings, boolean wrappers) throws SnapshotException {
        List<Row> stored = session.read(
                new ReadOnlySession.Purpose(
                        "TimeZone of roles and databases", "the server's time zone is taken instead"),
                """
                SELECT substr(c.entry, length('TimeZone=') + 1) AS zone
                FROM pg_db_role_setting s
                CROSS JOIN LATERAL unnest(s.setconfig) AS c(entry)
                LEFT JOIN pg_database d ON d.oid = s.setdatabase
                LEFT JOIN pg_roles r ON r.oid = s.setrole
                WHERE (s.setdatabase = 0 OR d.datname = current_database())
                  AND (s.setrole = 0 OR r.rolname = session_user)
                  AND c.entry ILIKE 'TimeZone=%'
                ORDER BY (s.setrole <> 0) DESC, (s.setdatabase <> 0) DESC
                LIMIT 1""");
        Optional<String> zone = stored.stream().findFirst().flatMap(row -> row.find("zone"));
        if (zone.isEmpty()) {
            zone = configured(wrappers);
        }
        if (zone.isEmpty() && settings.containsKey("log_timezone")) {
            zone = Optional.ofNullable(settings.get("log_timezone"));
            session.gap("TimeZone: the configuration file cannot be read, so log_timezone stands in for it."
                    + " lockkeeper snapshot --grants prints a function that shows it.");
        }
        zone.ifPresent(value -> settings.put("TimeZone", value));
    }

    private Optional<String> configured(boolean wrappers) throws SnapshotException {
        boolean allowed = session
                .read(
                        new ReadOnlySession.Purpose("configuration file", "log_timezone stands in for TimeZone"),
                        "SELECT has_table_privilege('pg_catalog.pg_file_settings', 'SELECT')"
                                + " AND has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'EXECUTE') AS allowed")
                .stream()
                .anyMatch(row -> row.flag("allowed"));
        if (!allowed && !wrappers) {
            return Optional.empty();
        }
        List<Row> rows = session.read(
                new ReadOnlySession.Purpose("configuration file", "log_timezone stands in for TimeZone"),
                allowed
                        ? "SELECT setting AS zone FROM pg_file_settings WHERE lower(name) = 'timezone' AND applied"
                                + " ORDER BY seqno DESC LIMIT 1"
                        : "SELECT lockkeeper.configured_time_zone() AS zone");
        // Not in the file: the compiled default holds, which is GMT.
        return Optional.of(
                rows.stream().findFirst().flatMap(row -> row.find("zone")).orElse("GMT"));
    }
}
