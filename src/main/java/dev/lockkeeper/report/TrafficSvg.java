package dev.lockkeeper.report;

import static dev.lockkeeper.report.SafeText.html;

import dev.lockkeeper.dryrun.traffic.Moment;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficRun;
import dev.lockkeeper.effect.Forecast;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Latency of reads and writes over time, the submitted text above, the plan below, on the same axes: what becomes due
 * while a lock is awaited waits for the rest of the stall, so a stall is a triangle as high as it is long.
 */
final class TrafficSvg {
    private static final int WIDTH = 1040;
    private static final int LEFT = 60;
    private static final int PANEL = 210;
    private static final int PLOT_TOP = 58;
    private static final int PLOT_HEIGHT = 130;

    private final TrafficEvidence traffic;
    private final double seconds;
    private final double top;

    private TrafficSvg(TrafficEvidence traffic) {
        this.traffic = traffic;
        this.seconds = Math.max(end(traffic.original()), end(traffic.plan())) / 1e3;
        this.top = round(Math.max(
                100,
                Stream.of(traffic.original(), traffic.plan())
                        .mapToDouble(run -> Math.max(
                                Math.max(run.worstReadMillis(), run.worstWriteMillis()),
                                Math.max(
                                        run.baseline().reads().worstMillis(),
                                        run.baseline().writes().worstMillis())))
                        .max()
                        .orElse(0)));
    }

    /** The next of 1, 2, 4, 6, 8 times a power of ten: its half is a good number too. */
    private static double round(double millis) {
        double power = Math.pow(10, Math.floor(Math.log10(millis)));
        return DoubleStream.of(1, 2, 4, 6, 8, 10)
                .map(factor -> factor * power)
                .filter(value -> value >= millis)
                .findFirst()
                .orElse(10 * power);
    }

    static String of(TrafficEvidence traffic) {
        return new TrafficSvg(traffic).draw();
    }

    private static long end(TrafficRun run) {
        return run.phases().isEmpty()
                ? run.baseline().toMillis()
                : run.phases().getLast().toMillis();
    }

    private String draw() {
        return "<div class=\"scroll\"><svg viewBox=\"0 0 " + WIDTH + " " + (2 * PANEL + 24)
                + "\" role=\"img\" aria-label=\"" + html(TrafficFacts.summary(traffic)) + "\">"
                + panel(traffic.original(), "Submitted text", 0) + panel(traffic.plan(), "Plan", PANEL) + timeAxis()
                + "</svg></div><p class=\"muted\">Blue: the slowest read that became due at this moment; amber: the slowest write. "
                + "Red: the longest wait behind the migration. Upper bar: the report and the idle transaction are open; lower bar: the migration waits or works.</p>";
    }

    private String panel(TrafficRun run, String title, int y) {
        StringBuilder out = new StringBuilder();
        out.append(text(4, y + 16, "", title, ""));
        int bottom = y + PLOT_TOP + PLOT_HEIGHT;
        for (int i = 0; i <= 2; i++) {
            double value = top * i / 2;
            int line = (int) Math.round(bottom - PLOT_HEIGHT * i / 2.0);
            out.append(line("ln", LEFT, line, WIDTH, line))
                    .append(text(LEFT - 6, line + 4, "m", Forecast.human(Math.round(value)), " text-anchor=\"end\""));
        }
        PhaseTraffic worst = null;
        for (PhaseTraffic phase : run.phases()) {
            out.append(phase(phase, y, bottom));
            worst = worst == null || phase.blockedMillis() > worst.blockedMillis() ? phase : worst;
        }
        if (worst != null && worst.blockedMillis() > 0) {
            out.append(stall(run, worst, y, bottom));
        }
        return out.append(path(run, Moment::writeMillis, "tw", bottom))
                .append(path(run, Moment::readMillis, "tr", bottom))
                .toString();
    }

    private String phase(PhaseTraffic phase, int y, int bottom) {
        double from = x(phase.fromMillis());
        String label = phase.phase() == 0 ? "runs" : "phase " + phase.label();
        // On two lines in turn: a short phase leaves no room for its name.
        int line = phase.phase() % 2 == 0 ? 20 : 34;
        return line("dep", (int) from, y + 10, (int) from, bottom)
                + text((int) from + 4, y + line, "m", label, "")
                + bar("b0", from, x(phase.reportClosedMillis()), y + 40)
                + bar("fgbar", from, x(phase.migratedMillis()), y + 48);
    }

    private String bar(String style, double from, double to, int y) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"5\"/>",
                style,
                from,
                y,
                Math.max(2, to - from));
    }

    /** The stall begins where the slowest statement of the phase became due. */
    private String stall(TrafficRun run, PhaseTraffic phase, int y, int bottom) {
        Moment start = run.moments().stream()
                .filter(moment -> moment.atMillis() >= phase.fromMillis() && moment.atMillis() < phase.toMillis())
                .max((a, b) -> Double.compare(
                        Math.max(a.readMillis(), a.writeMillis()), Math.max(b.readMillis(), b.writeMillis())))
                .orElse(new Moment(phase.fromMillis(), 0, 0));
        double from = x(start.atMillis());
        double width = Math.max(2, x(start.atMillis() + phase.blockedMillis()) - from);
        // A stall falls from left to right: its upper right corner is free when it is wide enough.
        boolean inside = width > 230;
        boolean right = from + width < WIDTH - 230;
        return String.format(
                        Locale.ROOT,
                        "<rect class=\"stall\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                        from,
                        y + PLOT_TOP,
                        width,
                        bottom - y - PLOT_TOP)
                + text(
                        (int) (inside ? from + width - 6 : right ? from + width + 6 : from - 6),
                        y + PLOT_TOP + 14,
                        "st",
                        "waits " + Forecast.human(phase.blockedMillis()) + ", "
                                + (phase.queuePeak() + phase.backlogPeak()) + " in the queue",
                        right && !inside ? "" : " text-anchor=\"end\"");
    }

    private String path(TrafficRun run, ToDoubleFunction<Moment> value, String style, int bottom) {
        StringBuilder points = new StringBuilder();
        for (Moment moment : run.moments()) {
            double millis = value.applyAsDouble(moment);
            if (millis > 0) {
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        x(moment.atMillis()),
                        bottom - PLOT_HEIGHT * Math.min(1, millis / top)));
            }
        }
        return "<polyline class=\"" + style + "\" points=\"" + points.toString().strip() + "\"/>";
    }

    private String timeAxis() {
        StringBuilder out = new StringBuilder();
        int step = seconds > 60 ? 20 : seconds > 30 ? 10 : seconds > 12 ? 5 : 2;
        for (int second = 0; second <= seconds; second += step) {
            out.append(text((int) x(second * 1000L), 2 * PANEL + 4, "m", second + " s", ""));
        }
        return out.toString();
    }

    private double x(long millis) {
        return LEFT + (WIDTH - LEFT) * Math.min(1, millis / 1e3 / Math.max(0.001, seconds));
    }

    private static String line(String style, int x1, int y1, int x2, int y2) {
        return "<line class=\"" + style + "\" x1=\"" + x1 + "\" y1=\"" + y1 + "\" x2=\"" + x2 + "\" y2=\"" + y2
                + "\"/>";
    }

    private static String text(int x, int y, String style, String words, String more) {
        return "<text class=\"" + style + "\" x=\"" + x + "\" y=\"" + y + "\"" + more + ">" + html(words) + "</text>";
    }
}
