package dev.lockkeeper.context.snapshot;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the functions that {@code --grants} prints are there. Only those of a superuser count: whoever may create a
 * schema could otherwise have us run his code, and with our rights.
 */
record Wrappers(Set<String> names) {
    static final String STATISTICS = "column_statistics";
    static final String TIME_ZONE = "configured_time_zone";
    static final String CRON = "cron_jobs";

    Wrappers {
        names = Set.copyOf(names);
    }

    static Wrappers find(ReadOnlySession session) throws SnapshotException {
        return new Wrappers(
                session.read(new ReadOnlySession.Purpose("wrapper functions", "they are not used"), """
                SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
                WHERE n.nspname = 'lockkeeper' AND p.pronargs = 0 AND p.prosecdef AND r.rolsuper
                  AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')""").stream()
                        .map(row -> row.text("name"))
                        .collect(Collectors.toSet()));
    }

    boolean has(String name) {
        return names.contains(name);
    }
}
