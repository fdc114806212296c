package dev.lockkeeper.dryrun.traffic;

import java.util.List;

/**
 * Original and plan under the same traffic, each on its own copy of schema and rows. All times are measured, and shown;
 * what may be decided on them says the policy.
 *
 * @param notReplayed statements of production's workload that could not be replayed, and tables without traffic, with the reason
 */
public record TrafficEvidence(Offered offered, TrafficRun original, TrafficRun plan, List<String> notReplayed) {
    public TrafficEvidence {
        notReplayed = List.copyOf(notReplayed);
    }
}
