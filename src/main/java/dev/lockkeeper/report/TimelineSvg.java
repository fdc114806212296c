package dev.lockkeeper.report;

import static dev.lockkeeper.report.SafeText.html;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import java.util.Locale;
import java.util.Optional;

/** The steps of a plan under each other, each a bar on a logarithmic axis of time whose colour says whom it blocks. */
final class TimelineSvg {
    private static final int ROW = 30;
    private static final int LEFT = 330;
    private static final int WIDTH = 1040;
    private static final double DECADES = 8;

    private TimelineSvg() {}

    static String of(SafetyReport report, Plan plan) {
        StringBuilder bars = new StringBuilder();
        int y = 34;
        for (Phase phase : plan.phases()) {
            if (phase.deployBefore().isPresent()) {
                bars.append(rule(y, "dep"))
                        .append(text(
                                4,
                                y + 18,
                                "m",
                                "deploy first: " + shorten(phase.deployBefore().get(), 120)));
                y += 26;
            }
            if (phase.irreversible()) {
                bars.append(rule(y, "stop")).append(text(4, y + 18, "", "point of no return"));
                y += 26;
            }
            bars.append(text(4, y + 18, "", "Phase " + phase.label()));
            y += 26;
            for (Step step : phase.steps()) {
                bars.append(bar(report, step, y));
                y += ROW;
            }
        }
        StringBuilder axis = new StringBuilder();
        String[] names = {"1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s", "17 min", "2.8 h"};
        for (int i = 0; i < names.length; i++) {
            double x = LEFT + i * (WIDTH - LEFT) / DECADES;
            axis.append(String.format(
                            Locale.ROOT, "<line class=\"ln\" x1=\"%.0f\" y1=\"24\" x2=\"%.0f\" y2=\"%d\"/>", x, x, y))
                    .append(text((int) x + 3, 18, "m", names[i]));
        }
        String legend =
                "<p class=\"muted\">Bars run from the low to the high forecast. Red blocks reads and writes, amber blocks writes, blue blocks neither, grey takes no lock that matters.</p>";
        return "<div class=\"scroll\"><svg viewBox=\"0 0 " + WIDTH + " " + (y + 8)
                + "\" role=\"img\" aria-label=\"Steps of the plan with lock and forecast\">" + axis + bars + "</svg>"
                + legend;
    }

    private static String bar(SafetyReport report, Step step, int y) {
        Optional<LockMode> mode = ReportFacts.worstLock(report, step)
                .map(Effect.AcquiresLock::mode)
                .filter(m -> m.compareTo(LockMode.ROW_SHARE) > 0);
        String colour = mode.map(m -> m.blocksReads() ? "b3" : m.blocksWrites() ? "b2" : "b1")
                .orElse("b0");
        double from = x(step.forecast().known() ? step.forecast().lowMillis() : 1);
        double to = Math.max(from + 6, x(step.forecast().highMillis()));
        String label = step.id() + " " + shorten(step.title(), 34);
        String lock = mode.map(LockMode::sql).orElse("no lock that matters") + ", "
                + step.forecast().display();
        return text(14, y + 18, "", label)
                + String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"14\" rx=\"3\"><title>%s</title></rect>",
                        colour,
                        from,
                        y + 7,
                        to - from,
                        html(lock));
    }

    private static double x(long millis) {
        double decade = Math.log10(Math.max(1, millis));
        return LEFT + Math.min(DECADES, decade) * (WIDTH - LEFT) / DECADES;
    }

    private static String rule(int y, String style) {
        return "<line class=\"" + style + "\" x1=\"0\" y1=\"" + (y + 3) + "\" x2=\"" + WIDTH + "\" y2=\"" + (y + 3)
                + "\"/>";
    }

    private static String text(int x, int y, String style, String words) {
        return "<text class=\"" + style + "\" x=\"" + x + "\" y=\"" + y + "\">" + html(words) + "</text>";
    }

    private static String shorten(String text, int length) {
        return text.length() > length ? text.substring(0, length) + "…" : text;
    }
}
