package dev.lockkeeper.lint;

import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import java.util.List;

/** All findings of one script in order of place, the suppressed ones apart with their reason. */
public record LintResult(List<Finding> findings, List<Suppressed> suppressed) {
    public LintResult {
        findings = List.copyOf(findings);
        suppressed = List.copyOf(suppressed);
    }

    /** A finding that the text of the migration suppresses, with the reason it gives. */
    public record Suppressed(Finding finding, String reason) {}

    public boolean hasErrors() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** No error and no warning: the text may be used as it stands. */
    public boolean clean() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTE);
    }

    public boolean found(String code) {
        return findings.stream().anyMatch(finding -> finding.code().equals(code));
    }
}
