package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.verdict.Verdict;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A review as an agent reads it: a structure that ends with what to do next, and the same as short text. */
final class Reply {
    /** Longer SQL goes into resources: a reply has at most about 2,000 tokens. */
    private static final int MOST_SQL = 4_000;

    private static final int MOST_FINDINGS = 12;
    private static final int MOST_QUESTIONS = 3;

    private Reply() {}

    /** {@code written} is where the files were written, when they were. */
    static McpSchema.CallToolResult of(Review review, ReviewState state, Optional<String> written) {
        return switch (state) {
            case ReviewState.Finished finished -> result(structure(review.id(), finished.result(), written));
            case ReviewState.Failed failed ->
                result(ended(
                        review.id(), "unavailable", "Not approved: " + failed.reason() + ". " + failed.nextStep()));
            case ReviewState.Queued queued ->
                result(ended(
                        review.id(),
                        "running",
                        "It waits behind " + queued.ahead() + " others. Call get_review with this review_id."));
            case ReviewState.Running running ->
                result(ended(
                        review.id(),
                        "running",
                        "It is at: " + running.stage() + ". Call get_review with this review_id; write nothing yet."));
        };
    }

    private static Map<String, Object> ended(String id, String verdict, String next) {
        Map<String, Object> structure = new LinkedHashMap<>();
        structure.put("review_id", id);
        structure.put("verdict", verdict);
        structure.put("next", next);
        return structure;
    }

    private static McpSchema.CallToolResult result(Map<String, Object> structure) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(ReplyText.of(structure))
                .structuredContent(structure)
                .build();
    }

    private static Map<String, Object> structure(String id, GateResult result, Optional<String> written) {
        SafetyReport report = result.report();
        Map<String, Object> structure = new LinkedHashMap<>();
        structure.put("review_id", id);
        structure.put("verdict", report.verdict().code());
        structure.put("input", report.input().name().toLowerCase(Locale.ROOT));
        List<Finding> findings = report.lint().findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .toList();
        structure.put(
                "findings",
                findings.stream().limit(MOST_FINDINGS).map(Reply::finding).toList());
        if (findings.size() > MOST_FINDINGS) {
            structure.put("more_findings", findings.size() - MOST_FINDINGS);
        }
        structure.put("questions", questions(report.verdict()));
        structure.put("unanswered", unanswered(report.checklist()));
        report.draft().ifPresent(story -> structure.put("draft", DraftReply.of(story)));
        structure.put("report", "report://" + id);
        if (result.envelope().isPresent()) {
            RunnerReply runner = new RunnerReply(result);
            structure.put("files", files(id, runner, written.isPresent()));
            runner.approval(id).ifPresent(approval -> structure.put("approval", approval));
            if (!runner.later(id).isEmpty()) {
                structure.put("later", runner.later(id));
            }
        }
        written.ifPresent(folder -> structure.put("written_to", folder));
        structure.put("next", next(report.verdict(), result, written));
        return structure;
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("code", finding.code());
        map.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        map.put("statement", finding.statement());
        map.put("line", finding.position().line());
        map.put("message", finding.message());
        map.put("fix", finding.fix());
        return map;
    }

    private static List<Map<String, Object>> files(String id, RunnerReply runner, boolean written) {
        List<PlanFile> files = runner.now();
        int all = files.stream().mapToInt(file -> file.text().length()).sum();
        return files.stream()
                .map(file -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("path", file.path());
                    map.put("phase", file.phase());
                    map.put("rollback", file.rollback());
                    if (written || all > MOST_SQL) {
                        map.put("uri", Resources.file(id, runner.path(file.path())));
                    } else {
                        map.put("sql", file.text());
                    }
                    return map;
                })
                .toList();
    }

    private static List<String> questions(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved approved -> questions(approved.open());
            case Verdict.NeedsDecision needs -> questions(needs.decisions());
            case Verdict.Rejected rejected ->
                rejected.reasons().stream()
                        .map(reason -> reason.what() + " " + reason.fix())
                        .limit(MOST_QUESTIONS)
                        .toList();
            case Verdict.Unavailable unavailable -> List.of(unavailable.reason());
        };
    }

    private static List<String> questions(List<Verdict.Decision> decisions) {
        return decisions.stream()
                .map(Verdict.Decision::question)
                .limit(MOST_QUESTIONS)
                .toList();
    }

    private static List<Map<String, Object>> unanswered(Optional<ChecklistResult> checklist) {
        return checklist.stream()
                .flatMap(result -> result.open().stream())
                .map(item -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("id", item.id());
                    map.put("question", item.question());
                    return map;
                })
                .toList();
    }

    private static String next(Verdict verdict, GateResult result, Optional<String> written) {
        return switch (verdict) {
            case Verdict.Approved approved -> {
                String files = written.map(folder -> "The approved files are in " + folder + ": change nothing there.")
                        .orElse("Write the files and the approval unchanged, and nothing else.");
                String now = files + new RunnerReply(result).warning();
                yield approved.complete() ? now : now + " The later phases wait for a person.";
            }
            case Verdict.NeedsDecision needs ->
                result.report().checklist().stream()
                                .anyMatch(list -> !list.open().isEmpty())
                        ? "Do not write a migration yet: answer what is unanswered with answer_questions, or have a person decide (lockkeeper decide)."
                        : "Do not write a migration: have a person decide the questions (lockkeeper decide), then ask again.";
            case Verdict.Rejected rejected -> "Change the SQL as the reasons say, and call review_migration again.";
            case Verdict.Unavailable unavailable -> "Not approved: " + unavailable.nextStep();
        };
    }
}
