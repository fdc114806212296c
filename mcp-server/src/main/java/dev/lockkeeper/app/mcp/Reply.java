package dev.lockkeeper.app.mcp;

import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A review as an agent reads it: short text that ends with what to do next, and the same as a structure. */
record Reply(String text, Map<String, Object> structured) {

    static Reply of(GateResult result) {
        SafetyReport report = result.report();
        List<Map<String, Object>> findings = report.lint().findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(finding -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("code", finding.code());
                    map.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
                    map.put("statement", finding.statement());
                    map.put("line", finding.position().line());
                    map.put("message", finding.message());
                    map.put("fix", finding.fix());
                    return map;
                })
                .toList();
        List<Map<String, Object>> files =
                result.approvedFiles().stream().map(Reply::file).toList();
        Map<String, Object> structured = new LinkedHashMap<>();
        structured.put("review_id", report.reviewId());
        structured.put("verdict", report.verdict().code());
        structured.put("input", report.input().name().toLowerCase(Locale.ROOT));
        structured.put("files", files);
        structured.put("findings", findings);
        structured.put("questions", questions(report.verdict()));
        result.envelope().ifPresent(envelope -> structured.put("approval", envelope));
        structured.put("next", next(report.verdict()));
        return new Reply(text(structured, result.approvedFiles()), structured);
    }

    private static Map<String, Object> file(PlanFile file) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", file.path());
        map.put("phase", file.phase());
        map.put("rollback", file.rollback());
        map.put("sql", file.text());
        return map;
    }

    private static List<String> questions(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved approved ->
                approved.open().stream()
                        .map(Verdict.Decision::question)
                        .limit(3)
                        .toList();
            case Verdict.NeedsDecision needs ->
                needs.decisions().stream()
                        .map(Verdict.Decision::question)
                        .limit(3)
                        .toList();
            case Verdict.Rejected rejected ->
                rejected.reasons().stream()
                        .map(reason -> reason.what() + " " + reason.fix())
                        .limit(3)
                        .toList();
            case Verdict.Unavailable unavailable -> List.of(unavailable.reason());
        };
    }

    private static String next(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved approved
            when approved.complete() -> "Write the files and the approval unchanged, and nothing else.";
            case Verdict.Approved approved ->
                "Write the files and the approval unchanged; the later phases wait for a person.";
            case Verdict.NeedsDecision needs -> "Do not write a migration: ask a person to decide the questions.";
            case Verdict.Rejected rejected -> "Change the SQL as the reasons say, and call review_migration again.";
            case Verdict.Unavailable unavailable -> "Not approved: " + unavailable.nextStep();
        };
    }

    private static String text(Map<String, Object> structured, List<PlanFile> files) {
        List<String> lines = new ArrayList<>();
        lines.add("verdict: " + structured.get("verdict") + ", input: " + structured.get("input") + ", review "
                + structured.get("review_id"));
        if (structured.get("findings") instanceof List<?> findings) {
            for (Object each : findings) {
                if (each instanceof Map<?, ?> finding) {
                    lines.add("finding " + finding.get("code") + " (line " + finding.get("line") + "): "
                            + finding.get("message") + " " + finding.get("fix"));
                }
            }
        }
        if (structured.get("questions") instanceof List<?> questions) {
            questions.forEach(question -> lines.add("open: " + question));
        }
        files.forEach(file -> lines.add("\n--- " + file.path() + "\n" + file.text()));
        lines.add("next: " + structured.get("next"));
        return String.join("\n", lines);
    }
}
