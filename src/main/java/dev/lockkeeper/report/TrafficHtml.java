package dev.lockkeeper.report;

import static dev.lockkeeper.report.SafeText.html;

import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import java.util.List;
import java.util.stream.Collectors;

/** The section "Under traffic" of the page: the picture, the table, and what the traffic was made of. */
final class TrafficHtml {
    private TrafficHtml() {}

    static String of(TrafficEvidence traffic) {
        String head = cells("th", TrafficFacts.COLUMNS);
        String rows = TrafficFacts.rows(traffic).stream()
                .map(row -> "<tr>" + cells("td", row) + "</tr>")
                .collect(Collectors.joining());
        String statements = traffic.offered().statements().stream()
                .map(statement -> "<li><code>" + html(statement) + "</code></li>")
                .collect(Collectors.joining());
        return "<p>" + html(TrafficFacts.summary(traffic)) + "</p>" + TrafficSvg.of(traffic)
                + "<div class=\"scroll\"><table class=\"traffic\"><thead><tr>" + head + "</tr></thead><tbody>" + rows
                + "</tbody></table></div><p class=\"muted\">" + html(TrafficFacts.offered(traffic))
                + "</p>" + scans(traffic) + "<details><summary>What readers and writers sent</summary><ul>" + statements
                + "</ul></details>";
    }

    private static String scans(TrafficEvidence traffic) {
        List<String> lines = TrafficFacts.newScans(traffic);
        return lines.isEmpty()
                ? ""
                : "<p>Statements that read a large table in full now, and did not before:</p><ul>"
                        + lines.stream()
                                .map(line -> "<li>" + html(line) + "</li>")
                                .collect(Collectors.joining())
                        + "</ul>";
    }

    private static String cells(String tag, List<String> row) {
        return row.stream()
                .map(cell -> "<" + tag + ">" + html(cell) + "</" + tag + ">")
                .collect(Collectors.joining());
    }
}
