package dev.lockkeeper.drift;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ServerFacts;
import dev.lockkeeper.drift.Difference.Group;
import dev.lockkeeper.drift.Difference.How;
import dev.lockkeeper.rule.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Version, settings that change what a migration does, locale, extensions. */
final class SettingDifferences {
    /** Settings that matter, and why; others differ without a word. */
    private static final Map<String, String> WHYS = whys();

    private final ProductionContext left;
    private final ProductionContext right;
    private final List<Difference> differences = new ArrayList<>();

    private SettingDifferences(ProductionContext left, ProductionContext right) {
        this.left = left;
        this.right = right;
    }

    static List<Difference> of(ProductionContext left, ProductionContext right) {
        SettingDifferences settings = new SettingDifferences(left, right);
        settings.version();
        settings.settings();
        settings.locale();
        settings.extensions();
        return settings.differences;
    }

    private static Map<String, String> whys() {
        Map<String, String> whys = new LinkedHashMap<>();
        whys.put("lock_timeout", "How long a migration may wait for a lock with everybody queued behind it.");
        whys.put("statement_timeout", "Whether a long validation or index build is cancelled on the way.");
        whys.put("idle_in_transaction_session_timeout", "Whether a forgotten transaction blocks a migration for ever.");
        whys.put("transaction_timeout", "Whether a long phase is cancelled on the way.");
        whys.put("deadlock_timeout", "How long a lock wait lasts before deadlocks are looked for.");
        whys.put("timezone", "timestamp to timestamptz rewrites the table unless the session's zone is UTC.");
        whys.put("datestyle", "Texts become other dates.");
        whys.put("search_path", "Names without a schema mean other objects.");
        whys.put("default_transaction_isolation", "Backfills fail with 40001 where they did not.");
        whys.put("session_replication_role", "Triggers and foreign keys are not checked.");
        whys.put("row_security", "Rows are hidden or refused.");
        whys.put("standard_conforming_strings", "Backslashes in texts are read in another way.");
        whys.put("wal_level", "How much WAL a rewrite or index build writes.");
        whys.put("max_wal_size", "How often a rewrite forces a checkpoint.");
        whys.put("max_locks_per_transaction", "Whether DDL over many partitions runs out of lock memory.");
        whys.put("maintenance_work_mem", "How long an index build takes.");
        whys.put("max_parallel_maintenance_workers", "How long an index build takes.");
        whys.put("shared_buffers", "How much of a table is read from disk.");
        whys.put("max_standby_streaming_delay", "Whether replay cancels reads on replicas.");
        whys.put("hot_standby_feedback", "Whether long reads on replicas hold back the primary.");
        whys.put("synchronous_commit", "Whether each batch of a backfill waits for a replica.");
        whys.put("autovacuum", "Whether dead rows of a backfill are cleaned up.");
        return whys;
    }

    private void version() {
        boolean majors = left.version().major() != right.version().major();
        if (!left.version().text().equals(right.version().text())) {
            add(
                    majors ? Severity.ERROR : Severity.NOTE,
                    Group.SETTINGS,
                    "version",
                    "",
                    Optional.of(left.version().text()),
                    Optional.of(right.version().text()),
                    majors ? "Lock modes, rewrites and syntax are decided by the major." : "");
        }
        Optional<String> here = left.deployment().flatMap(Deployment::style).map(SettingDifferences::style);
        Optional<String> there = right.deployment().flatMap(Deployment::style).map(SettingDifferences::style);
        compare(
                Severity.NOTE,
                Group.SETTINGS,
                "deploy style",
                "",
                here,
                there,
                "Old and new code run side by side only in a rolling deployment.");
        Optional<String> system = left.database().flatMap(DatabaseIdentity::systemIdentifier);
        if (system.isPresent() && system.equals(right.database().flatMap(DatabaseIdentity::systemIdentifier))) {
            add(
                    Severity.NOTE,
                    Group.SETTINGS,
                    "system identifier",
                    "",
                    system,
                    system,
                    "Both are of the same cluster, or one is a physical copy of the other.");
        }
    }

    private static String style(Deployment.Style style) {
        return style.name().toLowerCase(Locale.ROOT);
    }

    private void settings() {
        Map<String, String> here = lower(left.settings());
        Map<String, String> there = lower(right.settings());
        WHYS.forEach((name, why) -> compare(
                name.equals("timezone") || name.equals("search_path") || name.equals("session_replication_role")
                        ? Severity.ERROR
                        : Severity.WARNING,
                Group.SETTINGS,
                "setting",
                name,
                Optional.ofNullable(here.get(name)),
                Optional.ofNullable(there.get(name)),
                why));
    }

    private static Map<String, String> lower(Map<String, String> settings) {
        Map<String, String> lower = new LinkedHashMap<>();
        settings.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private void locale() {
        Optional<ServerFacts.Locale> here = left.server().locale();
        Optional<ServerFacts.Locale> there = right.server().locale();
        locale(
                here,
                there,
                "encoding",
                ServerFacts.Locale::encoding,
                "Lengths in bytes and characters that exist differ.");
        locale(
                here,
                there,
                "collation",
                ServerFacts.Locale::collation,
                "Order of texts, unique indexes over expressions and case rules differ.");
        locale(here, there, "character type", ServerFacts.Locale::characterType, "lower() and upper() differ.");
        locale(here, there, "collation provider", ServerFacts.Locale::provider, "Order of texts differs.");
        locale(
                here,
                there,
                "collation version",
                ServerFacts.Locale::collationVersion,
                "Indexes over texts are ordered in another way: a physical copy needs REINDEX.");
    }

    private void locale(
            Optional<ServerFacts.Locale> here,
            Optional<ServerFacts.Locale> there,
            String kind,
            java.util.function.Function<ServerFacts.Locale, Optional<String>> part,
            String why) {
        compare(
                kind.equals("collation version") ? Severity.WARNING : Severity.ERROR,
                Group.LOCALE,
                kind,
                "",
                here.flatMap(part),
                there.flatMap(part),
                why);
    }

    private void extensions() {
        Set<String> names = new TreeSet<>(left.server().extensions());
        names.addAll(right.server().extensions());
        for (String name : names) {
            boolean here = left.server().extensions().contains(name);
            boolean there = right.server().extensions().contains(name);
            if (here != there) {
                differences.add(new Difference(
                        Severity.WARNING,
                        Group.SCHEMA,
                        "extension",
                        name,
                        here ? Optional.of("there") : Optional.empty(),
                        there ? Optional.of("there") : Optional.empty(),
                        here ? How.ONLY_LEFT : How.ONLY_RIGHT,
                        "Types, functions and indexes of it exist on one side only."));
            } else {
                compare(
                        Severity.NOTE,
                        Group.SCHEMA,
                        "extension version",
                        name,
                        Optional.ofNullable(left.server().extensionVersions().get(name)),
                        Optional.ofNullable(right.server().extensionVersions().get(name)),
                        "What its functions and types do may differ.");
            }
        }
    }

    /** A value known on one side only says nothing: a note. */
    private void compare(
            Severity severity,
            Group group,
            String kind,
            String name,
            Optional<String> here,
            Optional<String> there,
            String why) {
        if (here.equals(there)) {
            return;
        }
        boolean known = here.isPresent() && there.isPresent();
        add(
                known ? severity : Severity.NOTE,
                group,
                kind,
                name,
                here,
                there,
                known ? why : "Known on one side only: nothing can be said.");
    }

    private void add(
            Severity severity,
            Group group,
            String kind,
            String name,
            Optional<String> here,
            Optional<String> there,
            String why) {
        differences.add(new Difference(severity, group, kind, name, here, there, How.VALUE, why));
    }
}
