package dev.lockkeeper.app.mcp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The structure of a reply as short text. */
final class ReplyText {
    private ReplyText() {}

    static String of(Map<String, Object> structure) {
        List<String> lines = new ArrayList<>();
        lines.add("verdict: " + structure.get("verdict")
                + (structure.containsKey("input") ? ", input: " + structure.get("input") : "") + ", review "
                + structure.get("review_id"));
        each(structure, "findings")
                .forEach(finding -> lines.add("finding " + finding.get("code") + " (line " + finding.get("line") + "): "
                        + finding.get("message") + " " + finding.get("fix")));
        if (structure.get("questions") instanceof List<?> questions) {
            questions.forEach(question -> lines.add("open: " + question));
        }
        each(structure, "unanswered")
                .forEach(item -> lines.add("unanswered " + item.get("id") + ": " + item.get("question")));
        each(structure, "files")
                .forEach(file -> lines.add(
                        file.containsKey("sql")
                                ? "\n--- " + file.get("path") + "\n" + file.get("sql")
                                : "file " + file.get("path") + ": " + file.get("uri")));
        if (structure.containsKey("approval")) {
            lines.add("approval: " + structure.get("approval"));
        }
        if (structure.containsKey("report")) {
            lines.add("report: " + structure.get("report"));
        }
        lines.add("next: " + structure.get("next"));
        return String.join("\n", lines);
    }

    private static List<Map<?, ?>> each(Map<String, Object> structure, String name) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (structure.get(name) instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }
}
