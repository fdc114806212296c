package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.LiteralRedaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads pg_stat_statements of this database; texts are redacted once more, because utility statements keep their literals. */
final class WorkloadReader {
    private static final int MOST_QUERIES = 5_000;
    private static final int LONGEST_TEXT = 32_000;
    private static final String COST = "which queries use a table or column, how often and how long, is not known";

    private final ReadOnlySession session;

    WorkloadReader(ReadOnlySession session) {
        this.session = session;
    }

    /** The schema of the extension, when it is there. */
    Optional<String> schema() throws SnapshotException {
        Optional<String> schema = session
                .read(
                        new ReadOnlySession.Purpose("pg_stat_statements", COST),
                        "SELECT n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
                                + " WHERE e.extname = 'pg_stat_statements'")
                .stream()
                .findFirst()
                .flatMap(row -> row.find("schema"));
        if (schema.isEmpty()) {
            session.gap("workload: the extension pg_stat_statements is not installed in this database; " + COST
                    + ". Add it to shared_preload_libraries, restart, and CREATE EXTENSION pg_stat_statements.");
        }
        return schema;
    }

    List<WorkloadQuery> read(String schema) throws SnapshotException {
        String view = QualifiedName.of(schema, "pg_stat_statements").sql();
        Set<String> columns = session
                .read(
                        new ReadOnlySession.Purpose("pg_stat_statements", COST),
                        "SELECT attname AS name FROM pg_attribute WHERE attnum > 0 AND attrelid = "
                                + dev.lockkeeper.pg.Identifiers.literal(view) + "::regclass")
                .stream()
                .map(row -> row.text("name"))
                .collect(Collectors.toSet());
        // Renamed in version 1.8 of the extension, which need not be that of the server.
        String exec = columns.contains("total_exec_time") ? "_exec_time" : "_time";
        List<Row> rows = session.read(
                new ReadOnlySession.Purpose("workload", COST),
                "SELECT left(query, " + LONGEST_TEXT + ") AS query, sum(calls)::bigint AS calls,"
                        + " sum(total" + exec + ") / nullif(sum(calls), 0) AS mean, max(max" + exec + ") AS most FROM "
                        + view + " WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND query NOT LIKE '%" + ReadOnlySession.MARK + "%' GROUP BY 1 ORDER BY sum(total" + exec
                        + ") DESC, 1 LIMIT "
                        + (MOST_QUERIES + 1));
        List<WorkloadQuery> queries = new ArrayList<>();
        boolean hidden = false;
        for (Row row : rows.subList(0, Math.min(rows.size(), MOST_QUERIES))) {
            String text = LiteralRedaction.of(row.text("query"));
            hidden |= row.text("query").equals("<insufficient privilege>");
            if (!text.isBlank() && !row.text("query").equals("<insufficient privilege>")) {
                queries.add(query(text, row));
            }
        }
        if (hidden) {
            session.gap("workload of other roles: their query texts are hidden; " + COST
                    + " for them. GRANT pg_monitor to the role.");
        }
        if (rows.size() > MOST_QUERIES) {
            session.gap("workload: only the " + MOST_QUERIES + " queries that took most time are kept.");
        }
        return Workloads.merged(queries);
    }

    private static WorkloadQuery query(String text, Row row) {
        return new WorkloadQuery(
                text,
                row.count("calls"),
                notNegative(row.measure("mean")),
                notNegative(row.measure("most")),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static OptionalDouble notNegative(OptionalDouble value) {
        return value.isPresent() && value.getAsDouble() >= 0 ? value : OptionalDouble.empty();
    }

    /** How many statements were evicted; known from PostgreSQL 14 on. */
    OptionalLong evicted(String schema, int major) throws SnapshotException {
        if (major < 14) {
            session.gap("evicted statements: PostgreSQL counts them from 14 on; the workload may be incomplete.");
            return OptionalLong.empty();
        }
        return session
                .read(
                        new ReadOnlySession.Purpose("evicted statements", "the workload may be incomplete"),
                        "SELECT dealloc FROM "
                                + QualifiedName.of(schema, "pg_stat_statements_info")
                                        .sql())
                .stream()
                .map(row -> row.count("dealloc"))
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
