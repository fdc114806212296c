package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Findings as GitLab's code quality report; a fingerprint stays when only line numbers change. */
public final class GitLabReport {
    private GitLabReport() {}

    public static String render(List<LintJson.File> files) {
        ArrayNode report = JsonNodeFactory.instance.arrayNode();
        for (LintJson.File file : files) {
            Map<String, Integer> seen = new HashMap<>();
            for (Finding finding :
                    file.result().map(result -> result.findings()).orElse(List.of())) {
                String key = finding.code()
                        + finding.relation().map(Object::toString).orElse("");
                int nth = seen.merge(key, 1, Integer::sum);
                issue(
                        report,
                        file.name(),
                        finding.code(),
                        severity(finding.severity()),
                        finding.message() + " " + finding.fix(),
                        finding.position().line(),
                        key + nth);
            }
            file.unreadable()
                    .ifPresent(unreadable -> issue(
                            report,
                            file.name(),
                            "syntax-error",
                            "blocker",
                            unreadable.message() + " " + unreadable.nextStep(),
                            unreadable.position().line(),
                            "syntax-error"));
        }
        return report.toPrettyString() + "\n";
    }

    private static void issue(
            ArrayNode report, String file, String code, String severity, String words, int line, String key) {
        ObjectNode node = report.addObject();
        node.put("description", words);
        node.put("check_name", code);
        node.put(
                "fingerprint",
                UUID.nameUUIDFromBytes((file + '\0' + key).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", ""));
        node.put("severity", severity);
        node.putObject("location").put("path", file).putObject("lines").put("begin", line);
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case ERROR -> "critical";
            case WARNING -> "minor";
            case NOTE -> "info";
        };
    }
}
