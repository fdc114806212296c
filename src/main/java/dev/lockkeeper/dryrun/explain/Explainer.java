package dev.lockkeeper.dryrun.explain;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.pg.Identifiers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks a server for generic plans: those that hold for any value, because the text has only {@code $n}. From 16 on
 * EXPLAIN has GENERIC_PLAN; before, a prepared statement is forced to its generic plan and explained with NULLs, without
 * pruning, because the NULLs would prune every partition away.
 */
public final class Explainer {
    private static final int FIRST_WITH_GENERIC_PLAN = 16;
    private static final String NAME = "lockkeeper_plan";

    private final Connection connection;
    private final int major;

    public Explainer(Connection connection, int major) {
        this.connection = connection;
        this.major = major;
    }

    /** Takes over production's settings of the planner; gives back those that the server refuses. */
    public List<String> settings(ProductionContext context) throws SQLException {
        List<String> refused = new ArrayList<>();
        if (major < FIRST_WITH_GENERIC_PLAN) {
            Rows.execute(connection, "SET plan_cache_mode = force_generic_plan");
            Rows.execute(connection, "SET enable_partition_pruning = off");
        }
        for (Map.Entry<String, String> setting : new TreeMap<>(context.settings()).entrySet()) {
            String name = setting.getKey();
            if (name.matches(
                            "(random|seq)_page_cost|cpu_[a-z_]+_cost|effective_cache_size|work_mem|hash_mem_multiplier")
                    || name.matches("enable_[a-z_]+") && !name.equals("enable_partition_pruning")) {
                try {
                    Rows.execute(connection, "SET " + name + " = " + Identifiers.literal(setting.getValue()));
                } catch (SQLException e) {
                    open(e);
                    refused.add(name);
                }
            }
        }
        return refused;
    }

    public Explained explain(String sql) throws SQLException {
        try {
            String json = major >= FIRST_WITH_GENERIC_PLAN
                    ? text("EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) " + sql)
                    : prepared(sql);
            return new Explained.Planned(PlanShape.read(json));
        } catch (SQLException e) {
            open(e);
            return new Explained.Refused(Rows.state(e), Rows.message(e));
        } catch (IOException e) {
            return new Explained.Refused("unknown", "the answer to EXPLAIN cannot be read");
        }
    }

    private String prepared(String sql) throws SQLException {
        Rows.execute(connection, "PREPARE " + NAME + " AS " + sql);
        try {
            int parameters = (int) Rows.number(
                    connection,
                    "SELECT pg_catalog.cardinality(parameter_types) FROM pg_catalog.pg_prepared_statements WHERE name = '"
                            + NAME + "'");
            String values =
                    parameters == 0 ? "" : "(" + String.join(", ", Collections.nCopies(parameters, "NULL")) + ")";
            return text("EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE " + NAME + values);
        } finally {
            Rows.execute(connection, "DEALLOCATE " + NAME);
        }
    }

    private String text(String explain) throws SQLException {
        StringBuilder json = new StringBuilder();
        Rows.query(connection, explain).forEach(line -> json.append(line.getFirst()));
        return json.toString();
    }

    /** A connection that is gone is no answer. */
    private void open(SQLException e) throws SQLException {
        if (connection.isClosed()) {
            throw e;
        }
    }
}
