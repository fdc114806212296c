package dev.lockkeeper.report;

import static dev.lockkeeper.report.SafeText.html;

import dev.lockkeeper.drift.Difference;
import dev.lockkeeper.drift.Difference.Group;
import dev.lockkeeper.drift.DriftReport;
import dev.lockkeeper.drift.DriftReport.MigrationState;
import dev.lockkeeper.rule.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison as one self-contained page: no script, nothing loaded from elsewhere. */
public final class DriftHtml {
    private DriftHtml() {}

    public static String render(DriftReport report) {
        String title = report.left() + " against " + report.right();
        StringBuilder out = new StringBuilder();
        out.append(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>")
                .append(html(title))
                .append("</title><style>")
                .append(ReportStyle.CSS)
                .append("</style></head><body><main>\n<header class=\"")
                .append(tone(report))
                .append("\"><h1>")
                .append(html(headline(report)))
                .append("</h1><p class=\"lead\">")
                .append(html(title))
                .append("</p><p>")
                .append(html(DriftText.summary(report)))
                .append("</p>")
                .append(report.server()
                        .map(server -> "<p class=\"muted\">Both schemas were deparsed by " + html(server) + ".</p>")
                        .orElse(""))
                .append("</header>\n");
        for (Group group : Group.values()) {
            group(out, report, group);
        }
        migrations(out, report);
        if (!report.notChecked().isEmpty()) {
            out.append("<section><h2>What was not compared</h2><ul>")
                    .append(report.notChecked().stream()
                            .map(line -> "<li>" + html(line) + "</li>")
                            .collect(Collectors.joining()))
                    .append("</ul></section>\n");
        }
        return out.append("</main></body></html>\n").toString();
    }

    private static String tone(DriftReport report) {
        return report.count(Severity.ERROR) > 0 ? "bad" : report.matters() || !report.complete() ? "ask" : "good";
    }

    private static String headline(DriftReport report) {
        return report.matters()
                ? "What a test on the left does not prove about the right"
                : report.complete() ? "No difference that matters" : "Nothing found, not everything compared";
    }

    private static void group(StringBuilder out, DriftReport report, Group group) {
        List<Difference> some = report.differences().stream()
                .filter(difference -> difference.group() == group)
                .toList();
        if (some.isEmpty()) {
            return;
        }
        out.append("<section><h2>")
                .append(html(DriftText.title(group)))
                .append("</h2><div class=\"scroll\"><table><thead><tr><th></th><th>What</th><th>")
                .append(html(report.left()))
                .append("</th><th>")
                .append(html(report.right()))
                .append("</th><th>Why it matters</th></tr></thead><tbody>")
                .append(some.stream().map(d -> row(d, report)).collect(Collectors.joining()))
                .append("</tbody></table></div></section>\n");
    }

    private static String row(Difference difference, DriftReport report) {
        boolean value = difference.how() == Difference.How.VALUE;
        return "<tr><td class=\"word\">" + html(difference.severity().name().toLowerCase(Locale.ROOT)) + "</td><td>"
                + html(DriftText.label(difference))
                + (value ? "" : "<br><span class=\"muted\">" + html(DriftText.how(difference, report)) + "</span>")
                + "</td><td>" + cell(difference.left(), value) + "</td><td>" + cell(difference.right(), value)
                + "</td><td>" + html(difference.why()) + "</td></tr>";
    }

    private static String cell(Optional<String> text, boolean value) {
        return value
                ? html(text.orElse("not known"))
                : text.map(definition -> "<code>" + html(definition) + "</code>")
                        .orElse("–");
    }

    private static void migrations(StringBuilder out, DriftReport report) {
        if (report.migrations().isEmpty()) {
            return;
        }
        out.append(
                "<section><h2>Migrations</h2><div class=\"scroll\"><table><thead><tr><th>File</th><th>State</th><th></th></tr></thead><tbody>");
        for (MigrationState each : report.migrations()) {
            out.append("<tr><td>")
                    .append(html(each.file()))
                    .append("</td><td>")
                    .append(html(DriftText.words(each.state())))
                    .append("</td><td>")
                    .append(html(each.detail()))
                    .append("</td></tr>");
        }
        out.append("</tbody></table></div></section>\n");
    }
}
