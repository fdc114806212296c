package dev.lockkeeper.report;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.rule.Severity;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as a pull request comment: short first, the rest folded, never longer than GitHub takes. */
public final class MarkdownReport {
    private static final int LONGEST = 65_000;

    private MarkdownReport() {}

    public static String render(SafetyReport report) {
        StringBuilder out = new StringBuilder();
        out.append("## Lockkeeper: ").append(ReportFacts.headline(report)).append("\n\n");
        out.append("`")
                .append(code(report.migration().name()))
                .append("` for ")
                .append(md(report.database().name()))
                .append(", PostgreSQL ")
                .append(md(report.database().version()))
                .append(", context ")
                .append(ReportFacts.contextAge(report))
                .append(". Input ")
                .append(report.input().name().toLowerCase(Locale.ROOT))
                .append(", review ")
                .append(report.reviewId())
                .append(".\n\n");
        ReportFacts.reasons(report)
                .forEach(reason -> out.append("- ").append(md(reason)).append('\n'));
        ReportFacts.worstMoment(report)
                .ifPresent(moment ->
                        out.append("\n**Worst moment:** ").append(md(moment)).append("\n"));
        if (!ReportFacts.decisions(report).isEmpty()) {
            out.append("\n### A person must decide\n\n");
            ReportFacts.decisions(report)
                    .forEach(decision -> out.append("- ")
                            .append(md(decision.question()))
                            .append(' ')
                            .append(md(decision.why()))
                            .append(" Reviewers: ")
                            .append(decision.reviewers())
                            .append(".\n"));
        }
        report.plan().ifPresent(plan -> {
            out.append("\n### Phases\n\n| step | what | lock | forecast | way back |\n|---|---|---|---|---|\n");
            plan.phases().forEach(phase -> phase.steps().forEach(step -> out.append(row(report, phase.label(), step))));
        });
        out.append("\n").append(rollback(report)).append("\n");
        TrafficFacts.of(report).ifPresent(traffic -> traffic(out, traffic));
        if (report.lint().findings().stream().anyMatch(f -> f.severity() != Severity.NOTE)) {
            out.append("\n### Findings\n\n");
            report.lint().findings().stream()
                    .filter(f -> f.severity() != Severity.NOTE)
                    .forEach(f -> out.append("- line ")
                            .append(f.position().line())
                            .append(", ")
                            .append(f.severity().name().toLowerCase(Locale.ROOT))
                            .append(" `")
                            .append(f.code())
                            .append("`: ")
                            .append(md(f.message()))
                            .append(' ')
                            .append(md(f.fix()))
                            .append('\n'));
        }
        report.draft().map(DraftText::markdown).ifPresent(out::append);
        report.checklist().ifPresent(checklist -> {
            out.append("\n<details><summary>Checklist</summary>\n\n");
            checklist
                    .answers()
                    .forEach(item -> out.append("- ")
                            .append(item.status()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' '))
                            .append(": ")
                            .append(md(item.question()))
                            .append(' ')
                            .append(md(item.answer()))
                            .append('\n'));
            out.append("\n</details>\n");
        });
        out.append("\n<details><summary>Not checked</summary>\n\n");
        report.notChecked().forEach(line -> out.append("- ").append(md(line)).append('\n'));
        out.append("\n</details>\n");
        RunnerLines.of(report)
                .forEach(line -> out.append("\n- ").append(md(line)).append('\n'));
        for (PlanFile file : report.files()) {
            String block = "\n<details><summary>" + SafeText.html(file.path()) + "</summary>\n\n"
                    + SafeText.fence("sql", file.text()) + "\n\n</details>\n";
            if (out.length() + block.length() > LONGEST) {
                out.append("\nFurther files are in the review's folder.\n");
                break;
            }
            out.append(block);
        }
        return out.toString();
    }

    private static void traffic(StringBuilder out, TrafficEvidence traffic) {
        out.append("\n### Under traffic\n\n")
                .append(md(TrafficFacts.summary(traffic)))
                .append("\n\n| ")
                .append(String.join(" | ", TrafficFacts.COLUMNS))
                .append(" |\n")
                .append("|---".repeat(TrafficFacts.COLUMNS.size()))
                .append("|\n");
        TrafficFacts.rows(traffic)
                .forEach(row -> out.append("| ")
                        .append(row.stream().map(MarkdownReport::md).collect(Collectors.joining(" | ")))
                        .append(" |\n"));
        TrafficFacts.newScans(traffic).forEach(line -> out.append("\n- ").append(md(line)));
        out.append("\n\n").append(md(TrafficFacts.offered(traffic))).append("\n");
    }

    private static String md(String text) {
        return SafeText.markdown(text);
    }

    private static String code(String text) {
        return SafeText.visible(text).replace("`", "'").replace("\n", " ");
    }

    private static String row(SafetyReport report, String phase, Step step) {
        String lock = ReportFacts.worstLock(report, step)
                .map(l -> l.mode().sql() + " on " + md(l.relation().display()) + ", " + ReportFacts.blocks(l.mode()))
                .orElse("none that matters");
        String back = switch (step.rollback()) {
            case dev.lockkeeper.plan.Rollback.Undo undo -> "yes";
            case dev.lockkeeper.plan.Rollback.Nothing nothing -> "not needed";
            case dev.lockkeeper.plan.Rollback.Irreversible lost -> "**none**";
        };
        return "| " + phase + " / " + step.id() + " | " + md(step.title()) + " | " + lock + " | "
                + md(ReportFacts.forecast(report, step)) + " | " + back + " |\n";
    }

    private static String rollback(SafetyReport report) {
        return switch (report.dryRun()) {
            case DryRunOutcome.Ran ran ->
                "Dry run on PostgreSQL " + md(ran.evidence().serverVersion()) + " ("
                        + md(ran.evidence().shadow()) + "): rollback proven for "
                        + ran.evidence().rollback().prefixes().stream()
                                .filter(p -> p.proven())
                                .count() + " of "
                        + ran.evidence().rollback().prefixes().size() + " phases that can be taken back."
                        + DryRunFacts.sentences(ran.evidence()).stream()
                                .map(sentence -> "\n- " + md(sentence))
                                .collect(Collectors.joining());
            case DryRunOutcome.Skipped skipped -> "Nothing was executed: " + md(skipped.why());
            case DryRunOutcome.Unavailable unavailable -> "Nothing was executed: " + md(unavailable.reason());
        };
    }
}
