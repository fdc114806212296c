package dev.lockkeeper.gate;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.SafetyReport;
import java.util.List;
import java.util.Optional;

/**
 * What one review gives: the report, and only with Approved the files that may be written and the envelope
 * over their bytes.
 */
public record GateResult(SafetyReport report, List<PlanFile> approvedFiles, Optional<String> envelope) {
    public GateResult {
        approvedFiles = List.copyOf(approvedFiles);
    }
}
