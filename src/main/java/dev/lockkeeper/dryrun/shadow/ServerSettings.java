package dev.lockkeeper.dryrun.shadow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings every throwaway server starts with: fast, quiet, without background work that would blur measurements. */
final class ServerSettings {
    private ServerSettings() {}

    static Map<String, String> common(ShadowLimits limits) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("fsync", "off");
        all.put("full_page_writes", "off");
        all.put("synchronous_commit", "off");
        all.put("autovacuum", "off");
        all.put("jit", "off");
        // With parallel workers the leader's statistics show only its own part of a scan (measured).
        all.put("max_parallel_workers_per_gather", "0");
        all.put("max_parallel_maintenance_workers", "0");
        all.put("max_prepared_transactions", "0");
        all.put("max_connections", "50");
        all.put("max_wal_senders", "0");
        all.put("max_logical_replication_workers", "0");
        all.put("max_locks_per_transaction", "256");
        all.put("shared_buffers", "128MB");
        // WAL counts towards the quota.
        all.put("max_wal_size", Math.min(4096, limits.diskBytes() / 4 >> 20) + "MB");
        all.put("checkpoint_timeout", "30min");
        // Files in the data directory, not in /dev/shm, where a killed server would leave them.
        all.put("dynamic_shared_memory_type", "mmap");
        all.put("huge_pages", "off");
        all.put("restart_after_crash", "off");
        all.put("password_encryption", "scram-sha-256");
        all.put("log_lock_waits", "on");
        all.put("deadlock_timeout", "200ms");
        all.put("log_min_messages", "warning");
        // What TemporaryFiles reads.
        all.put("log_temp_files", "0");
        all.put("lc_messages", "C");
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        return all;
    }

    static List<String> arguments(Map<String, String> settings) {
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> {
            arguments.add("-c");
            arguments.add(name + "=" + value);
        });
        return arguments;
    }
}
