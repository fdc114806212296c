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
 */
public record DryRunRequest(
        Analysis original,
        Plan plan,
        String schemaSql,
        long rowBudget,
        long seed,
        ForecastSettings forecast,
        Optional<TrafficSettings> traffic) {}
