package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The steps of a plan once, timed, on so many rows: nobody watches, nothing else runs, and no timeout of the plan is
 * set, because the question is how long a step takes.
 */
final class SizedRun {
    /** Production's maintenance_work_mem when the context does not say: PostgreSQL's default. */
    private static final long DEFAULT_KILOBYTES = 64 * 1024;

    private static final long LEAST_KILOBYTES = 1024;

    private final DryRunRequest request;
    private final SchemaLoader schema;
    private final Set<QualifiedName> touched;

    SizedRun(DryRunRequest request, SchemaLoader schema, Set<QualifiedName> touched) {
        this.request = request;
        this.schema = schema;
        this.touched = touched;
    }

    /**
     * What was measured.
     *
     * @param rows rows loaded, by table
     * @param bytes heap bytes after loading, by table
     * @param millis wall time by step, less the time it waited for a processor; steps after a failure are not in it
     * @param failure why the last step did not end, or empty
     */
    record Result(
            Map<QualifiedName, Long> rows,
            Map<QualifiedName, Long> bytes,
            Map<String, Double> millis,
            String failure) {}

    /** {@code share} is the share of production's rows that is loaded: memory for sorts is given in the same proportion. */
    Result on(ShadowDatabase shadow, long rowsPerTable, double share) throws SQLException {
        try (Connection migrator = shadow.migrator()) {
            schema.load(migrator);
            SyntheticRows synthetic = new SyntheticRows(
                    request.original().start(),
                    request.original().end(),
                    request.original().context(),
                    rowsPerTable,
                    request.seed());
            SecondaryStructures secondary = SecondaryStructures.takenFrom(migrator, synthetic.parentsFirst(touched));
            SyntheticRows.Loaded loaded = synthetic.load(migrator, touched);
            secondary.putBack(migrator);
            Map<QualifiedName, Long> bytes = new LinkedHashMap<>();
            for (QualifiedName table : loaded.rows().keySet()) {
                // Rows just loaded lack hint bits, which the first reader would have to write.
                Rows.execute(migrator, "VACUUM (ANALYZE) " + table.sql());
                bytes.put(
                        table,
                        Rows.number(
                                migrator,
                                "SELECT pg_catalog.pg_relation_size("
                                        + dev.lockkeeper.pg.Identifiers.literal(table.sql())
                                        + "::pg_catalog.regclass)"));
            }
            Rows.execute(migrator, "SET maintenance_work_mem = '" + memory(share) + "kB'");
            Rows.execute(migrator, "SELECT pg_catalog.set_config('lockkeeper.pause_ms', '0', false)");
            Map<String, Double> millis = new LinkedHashMap<>();
            ProcessorWait wait = new ProcessorWait(Rows.number(migrator, "SELECT pg_catalog.pg_backend_pid()"));
            String failure = steps(migrator, wait, request.plan(), millis);
            return new Result(loaded.rows(), bytes, millis, failure);
        }
    }

    private static String steps(Connection migrator, ProcessorWait wait, Plan plan, Map<String, Double> millis)
            throws SQLException {
        for (Step step : plan.steps().toList()) {
            try {
                millis.put(step.id(), timed(migrator, wait, step));
            } catch (SQLException e) {
                return PlainSteps.failure(step, e);
            }
        }
        return "";
    }

    private static double timed(Connection migrator, ProcessorWait wait, Step step) throws SQLException {
        long waited = wait.nanos();
        long start = System.nanoTime();
        PlainSteps.run(migrator, step);
        double millis = (System.nanoTime() - start - Math.max(0, wait.nanos() - waited)) / 1e6;
        return Math.max(0, millis);
    }

    /** A sort that spills in production must spill here too. */
    private long memory(double share) {
        long production = request.original()
                .context()
                .setting("maintenance_work_mem")
                .map(SizedRun::kilobytes)
                .orElse(DEFAULT_KILOBYTES);
        return Math.max(LEAST_KILOBYTES, Math.min(production, Math.round(production * Math.min(1, share))));
    }

    /** {@code 64MB} as SHOW prints it. */
    private static long kilobytes(String setting) {
        java.util.regex.Matcher matcher =
                java.util.regex.Pattern.compile("(\\d{1,9})(kB|MB|GB)").matcher(setting.strip());
        if (!matcher.matches()) {
            return DEFAULT_KILOBYTES;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "GB" -> number << 20;
            case "MB" -> number << 10;
            default -> number;
        };
    }
}
