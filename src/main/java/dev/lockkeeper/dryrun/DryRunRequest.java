package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.traffic.TrafficSettings;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Plan;
import java.util.Optional;

/**
 * What is to be executed: the original as analysed, its plan, and the schema text the shadow database starts from.
 * Without {@code traffic} the server is otherwise idle. {@code rowBudget} is for the proofs, which run plan and rollback
 * several times; {@code forecast} has its own.
 *
 * @param earlierSql the part of {@code schemaSql} that migrations of the same history add to production's schema
 */
public record DryRunRequest(
        Analysis original,
        Plan plan,
        String schemaSql,
        long rowBudget,
        long seed,
        ForecastSettings forecast,
        Optional<TrafficSettings> traffic,
        String earlierSql) {
    /** The first migration of a history. */
    public DryRunRequest(
            Analysis original,
            Plan plan,
            String schemaSql,
            long rowBudget,
            long seed,
            ForecastSettings forecast,
            Optional<TrafficSettings> traffic) {
        this(original, plan, schemaSql, rowBudget, seed, forecast, traffic, "");
    }
}
