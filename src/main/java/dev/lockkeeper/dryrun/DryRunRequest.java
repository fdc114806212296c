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
 * @param down the rollback that came with the migration: executed too, and compared
 */
public record DryRunRequest(
        Analysis original,
        Plan plan,
        String schemaSql,
        long rowBudget,
        long seed,
        ForecastSettings forecast,
        Optional<TrafficSettings> traffic,
        String earlierSql,
        Optional<GivenDown> down) {
    /** A rollback as the user gave it, analysed on the schema that the migration leaves. */
    public record GivenDown(String name, Analysis analysis) {}

    /** The first migration of a history, without a rollback of its own. */
    public DryRunRequest(
            Analysis original,
            Plan plan,
            String schemaSql,
            long rowBudget,
            long seed,
            ForecastSettings forecast,
            Optional<TrafficSettings> traffic) {
        this(original, plan, schemaSql, rowBudget, seed, forecast, traffic, "", Optional.empty());
    }
}
