package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.PgVersion;
import java.util.List;
import java.util.Optional;

/** Prints, for a superuser to run, exactly what a role still lacks; nothing here lets it read a row of a user's table. */
final class GrantsText {
    private static final ReadOnlySession.Purpose PURPOSE =
            new ReadOnlySession.Purpose("privileges", "what is missing cannot be said");

    private final ReadOnlySession session;
    private final PgVersion version;
    private final Optional<String> wanted;

    GrantsText(ReadOnlySession session, PgVersion version, Optional<String> wanted) {
        this.session = session;
        this.version = version;
        this.wanted = wanted;
    }

    String read() throws SnapshotException {
        Row who = one("SELECT r.rolname AS role, current_database() AS database, r.rolsuper AS super,"
                + " pg_has_role(r.oid, 'pg_monitor', 'MEMBER') AS monitor,"
                + " EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements') AS statements,"
                + " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = 'cron' AND c.relname = 'job' AND c.relkind = 'r') AS cron,"
                + " has_function_privilege(r.oid, 'pg_catalog.pg_control_system()', 'EXECUTE')"
                + " AND has_function_privilege(r.oid, 'pg_catalog.pg_control_checkpoint()', 'EXECUTE') AS control"
                + " FROM pg_roles r WHERE r.rolname = "
                + wanted.map(name -> Identifiers.literal(name)).orElse("session_user"));
        String role = Identifiers.quote(who.text("role"));
        StringBuilder sql =
                new StringBuilder("-- What " + Quoted.line(role) + " needs for lockkeeper snapshot of database "
                        + Quoted.name(who.text("database")) + " (PostgreSQL " + version.major()
                        + ").\n-- Run it as a superuser in that database: psql -v ON_ERROR_STOP=1 -1 -f FILE\n\n");
        if (who.flag("super")) {
            return sql.append("-- Nothing: this role is a superuser. A role with less is the better choice.\n")
                    .toString();
        }
        if (!who.flag("monitor")) {
            sql.append("-- Sessions and queries of other roles, replication, guarded settings:\nGRANT pg_monitor TO ")
                    .append(role)
                    .append(";\n\n");
        }
        if (!who.flag("control")) {
            sql.append("-- Which server this is:\nGRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system(),"
                            + " pg_catalog.pg_control_checkpoint() TO ")
                    .append(role)
                    .append(";\n\n");
        }
        if (!who.flag("statements")) {
            sql.append("-- The workload; needs pg_stat_statements in shared_preload_libraries and a restart first:\n"
                    + "CREATE EXTENSION IF NOT EXISTS pg_stat_statements;\n\n");
        }
        sequences(sql, role);
        wrappers(sql, role, who.flag("cron"));
        return sql.toString();
    }

    private Row one(String query) throws SnapshotException {
        return session.read(PURPOSE, query).stream()
                .findFirst()
                .orElseThrow(() -> new SnapshotException(
                        SnapshotException.Reason.USAGE,
                        "there is no role " + Quoted.name(wanted.orElse("")) + ". Create it first:"
                                + " CREATE ROLE lockkeeper LOGIN; with a password."));
    }

    /** SELECT on a sequence shows its counter and nothing else. */
    private void sequences(StringBuilder sql, String role) throws SnapshotException {
        String roleOid = "(SELECT oid FROM pg_roles WHERE rolname = "
                + wanted.map(Identifiers::literal).orElse("session_user") + ")";
        List<Row> rows = session.read(
                PURPOSE,
                "SELECT quote_ident(n.nspname) AS schema, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,"
                        + " has_schema_privilege(" + roleOid + ", n.oid, 'USAGE') AS enter,"
                        + " has_sequence_privilege(" + roleOid + ", c.oid, 'SELECT') AS look"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind = 'S' AND c.relpersistence <> 't'" + DdlReader.OURS + "ORDER BY 1, 2");
        List<String> schemas = rows.stream()
                .filter(row -> !row.flag("enter"))
                .map(row -> row.text("schema"))
                .distinct()
                .toList();
        List<String> names = rows.stream()
                .filter(row -> !row.flag("look"))
                .map(row -> row.text("name"))
                .toList();
        if (schemas.isEmpty() && names.isEmpty()) {
            return;
        }
        sql.append("-- Last values of sequences, for days to overflow:\n");
        if (!schemas.isEmpty()) {
            sql.append("GRANT USAGE ON SCHEMA ")
                    .append(String.join(", ", schemas))
                    .append(" TO ")
                    .append(role)
                    .append(";\n");
        }
        if (!names.isEmpty()) {
            sql.append("GRANT SELECT ON SEQUENCE ")
                    .append(String.join(",\n  ", names))
                    .append(" TO ")
                    .append(role)
                    .append(";\n");
        }
        sql.append('\n');
    }

    private static void wrappers(StringBuilder sql, String role, boolean cron) {
        sql.append(
                        "-- Functions that show what no GRANT shows without showing more; they run as their owner, with a pinned path:\n"
                                + "CREATE SCHEMA IF NOT EXISTS lockkeeper;\nREVOKE ALL ON SCHEMA lockkeeper FROM PUBLIC;\n"
                                + "GRANT USAGE ON SCHEMA lockkeeper TO ")
                .append(role)
                .append(";\n\n");
        sql.append("-- Column statistics as shapes: lengths and kinds of characters, never a value.\n");
        function(
                sql,
                role,
                Wrappers.STATISTICS,
                "TABLE (schema text, \"table\" text, \"column\" text, null_frac real,"
                        + " n_distinct real, avg_width integer, correlation real, common text[], shares real[], histogram text[])",
                Shapes.STATISTICS);
        sql.append("-- The server's time zone, which the driver's own hides.\n");
        function(
                sql,
                role,
                Wrappers.TIME_ZONE,
                "text",
                "SELECT setting FROM pg_catalog.pg_file_settings WHERE lower(name) = 'timezone' AND applied ORDER BY seqno DESC LIMIT 1");
        if (cron) {
            sql.append("-- Scheduled jobs of all roles.\n");
            function(
                    sql,
                    role,
                    Wrappers.CRON,
                    "TABLE (schedule text, command text, database text)",
                    "SELECT schedule::text, command::text, database::text FROM cron.job ORDER BY jobid");
        }
    }

    private static void function(StringBuilder sql, String role, String name, String returns, String body) {
        String signature = "lockkeeper." + name + "()";
        sql.append("CREATE OR REPLACE FUNCTION ")
                .append(signature)
                .append(" RETURNS ")
                .append(returns)
                .append(
                        "\nLANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $lockkeeper$\n")
                .append(body)
                .append("\n$lockkeeper$;\nREVOKE ALL ON FUNCTION ")
                .append(signature)
                .append(" FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION ")
                .append(signature)
                .append(" TO ")
                .append(role)
                .append(";\n\n");
    }
}
