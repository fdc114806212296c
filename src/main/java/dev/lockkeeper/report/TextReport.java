package dev.lockkeeper.report;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.verdict.Verdict;
import java.util.Locale;
import java.util.Optional;

/** The report for a terminal: verdict, findings, phases, rollback proof, decisions, and where the whole report is. */
public final class TextReport {
    private TextReport() {}

    public static String render(SafetyReport report, String reportPath, boolean colour, boolean timings) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                paint(
                                colour,
                                report.verdict() instanceof Verdict.Approved ? "32;1" : "31;1",
                                ReportFacts.headline(report))
                        + "  " + report.migration().name() + "  (input "
                        + report.input().name().toLowerCase(Locale.ROOT) + ", review " + report.reviewId() + ")");
        line(
                out,
                "  " + report.database().name() + ", PostgreSQL "
                        + report.database().version() + ", context " + ReportFacts.contextAge(report));
        ReportFacts.reasons(report).forEach(reason -> line(out, "  - " + reason));
        report.lint().findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .forEach(finding -> finding(out, report, finding, colour));
        report.plan().ifPresent(plan -> {
            line(out, "");
            line(out, report.verdict() instanceof Verdict.Approved ? "Plan" : "Proposed plan, not approved");
            plan.phases().forEach(phase -> phase(out, report, phase));
        });
        RunnerLines.of(report).forEach(runner -> line(out, runner));
        rollback(out, report);
        TrafficFacts.of(report).ifPresent(traffic -> line(out, "Under traffic: " + TrafficFacts.summary(traffic)));
        ReportFacts.worstMoment(report).ifPresent(moment -> line(out, "Worst moment: " + moment));
        if (!ReportFacts.decisions(report).isEmpty()) {
            line(out, "");
            line(out, "A person must decide");
            ReportFacts.decisions(report).forEach(decision -> {
                line(out, "  ? " + decision.question());
                line(out, "    " + decision.why() + " Reviewers: " + decision.reviewers() + ".");
            });
        }
        report.approval()
                .ifPresent(signed -> line(
                        out,
                        "Signed by "
                                + signed.keyId()
                                        .substring(
                                                0, Math.min(16, signed.keyId().length())) + " (" + signed.trustLevel()
                                + "), valid until " + signed.expires()));
        if (timings) {
            int width = report.timings().stream()
                    .mapToInt(timing -> timing.stage().length())
                    .max()
                    .orElse(1);
            String format = "%-" + width + "s %6d ms";
            report.timings()
                    .forEach(timing -> line(out, String.format(Locale.ROOT, format, timing.stage(), timing.millis())));
        }
        line(out, "Report: " + reportPath);
        line(out, "");
        return out.toString();
    }

    private static void line(StringBuilder out, String text) {
        out.append(text.startsWith("\u001b[") ? text : SafeText.terminal(text)).append('\n');
    }

    private static String paint(boolean colour, String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static void finding(StringBuilder out, SafetyReport report, Finding finding, boolean colour) {
        line(
                out,
                paint(
                                colour,
                                finding.severity() == Severity.ERROR ? "31" : "33",
                                finding.severity().name().toLowerCase(Locale.ROOT))
                        + " " + report.migration().name() + ":" + finding.position() + " " + finding.code());
        line(out, "  " + SafeText.terminal(finding.message()));
        line(out, "  fix: " + SafeText.terminal(finding.fix()));
    }

    private static void phase(StringBuilder out, SafetyReport report, Phase phase) {
        phase.deployBefore().ifPresent(deploy -> line(out, "  -- deploy first: " + deploy));
        line(out, "  phase " + phase.label() + (phase.irreversible() ? "  POINT OF NO RETURN" : ""));
        for (Step step : phase.steps()) {
            Optional<Effect.AcquiresLock> lock = ReportFacts.worstLock(report, step);
            line(
                    out,
                    "    " + step.id() + " " + step.title() + ": "
                            + lock.map(l -> l.mode().sql() + " on "
                                            + l.relation().display() + ", " + ReportFacts.blocks(l.mode()))
                                    .orElse("no lock that matters")
                            + ", " + ReportFacts.forecast(report, step));
        }
    }

    private static void rollback(StringBuilder out, SafetyReport report) {
        switch (report.dryRun()) {
            case DryRunOutcome.Ran ran -> {
                long proven = ran.evidence().rollback().prefixes().stream()
                        .filter(p -> p.proven())
                        .count();
                line(
                        out,
                        "Dry run on PostgreSQL " + ran.evidence().serverVersion() + ": rollback proven for " + proven
                                + " of " + ran.evidence().rollback().prefixes().size()
                                + " phases that can be taken back; schema "
                                + (ran.evidence().schemaEqual().orElse(false)
                                        ? "equals the original's"
                                        : "not compared"));
                DryRunFacts.sentences(ran.evidence()).forEach(sentence -> line(out, SafeText.terminal(sentence)));
                ran.evidence()
                        .realRows()
                        .ifPresent(rows -> line(out, "It ran on " + SafeText.terminal(rows.sentence())));
            }
            case DryRunOutcome.Skipped skipped -> line(out, "Dry run: " + skipped.why());
            case DryRunOutcome.Unavailable unavailable -> line(out, "Dry run: " + unavailable.reason());
        }
    }
}
