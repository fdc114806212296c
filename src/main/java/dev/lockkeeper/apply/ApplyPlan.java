package dev.lockkeeper.apply;

import dev.lockkeeper.approval.SignedDatabase;
import dev.lockkeeper.approval.SignedTable;
import java.util.List;
import java.util.Optional;

/**
 * A verified approval, ready to run. {@code key} names the plan in the target database: a renewed approval over the
 * same review has the same. {@code complete} is false when later phases wait for a person's decision.
 */
public record ApplyPlan(
        String key,
        String reviewId,
        String requester,
        SignedDatabase database,
        int major,
        List<SignedTable> tables,
        Optional<String> window,
        List<ApplyPhase> phases,
        boolean complete) {
    public ApplyPlan {
        tables = List.copyOf(tables);
        phases = List.copyOf(phases);
    }
}
