package dev.lockkeeper.report;

import static dev.lockkeeper.report.SafeText.html;

import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import dev.lockkeeper.plan.Step;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The section "Forecast": per step what was known before, what was measured, and what changed the figure. */
final class ForecastHtml {
    private ForecastHtml() {}

    /** Empty when nothing was measured. */
    static Optional<String> of(SafetyReport report) {
        String rows = report.plan()
                .map(plan -> plan.steps()
                        .map(step -> ReportFacts.measured(report, step)
                                .map(forecast -> row(step, forecast))
                                .orElse(""))
                        .collect(Collectors.joining()))
                .orElse("");
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "<p>Work without waiting for locks. Times of a throwaway server are not production's: they are shown, and can at most ask for a person.</p>"
                                + "<div class=\"scroll\"><table><thead><tr><th>Step</th><th>What</th><th>Before the dry run</th><th>From the dry run</th><th>Likely</th><th>Measured</th><th>Adjusted by</th></tr></thead><tbody>"
                                + rows + "</tbody></table></div>");
    }

    private static String row(Step step, MeasuredForecast forecast) {
        String measured = forecast.samples().stream()
                .map(sample -> String.format(
                        Locale.ROOT,
                        "%,d rows: %s",
                        sample.rows(),
                        MeasuredForecast.human(Math.round(sample.millis()))))
                .collect(Collectors.joining("; "));
        return "<tr>" + cell(step.id()) + cell(step.title())
                + cell(step.forecast().display())
                + cell(forecast.display()) + cell(MeasuredForecast.human(forecast.likelyMillis())) + cell(measured)
                + cell(String.join("; ", forecast.adjustments())) + "</tr>";
    }

    private static String cell(String text) {
        return "<td>" + html(text) + "</td>";
    }
}
