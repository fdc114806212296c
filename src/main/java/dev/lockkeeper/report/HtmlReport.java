package dev.lockkeeper.report;

import static dev.lockkeeper.report.SafeText.html;

import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.RollbackProof;
import dev.lockkeeper.dryrun.StatementRun;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.verdict.Verdict;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The safety report as one self-contained page: no script, nothing loaded from elsewhere, dark and light, paper and
 * phone. The order is the order in which a reviewer's questions come up.
 */
public final class HtmlReport {
    private HtmlReport() {}

    public static String render(SafetyReport report) {
        StringBuilder out = new StringBuilder();
        out.append(
                        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>")
                .append(html(
                        ReportFacts.headline(report) + ": " + report.migration().name()))
                .append("</title><style>")
                .append(ReportStyle.CSS)
                .append("</style></head><body><main>\n");
        head(out, report);
        section(out, "Timeline", report.plan().map(plan -> TimelineSvg.of(report, plan)));
        section(out, "Forecast", ForecastHtml.of(report));
        tables(out, report);
        rollback(out, report);
        decisions(out, report);
        section(out, "Drafted by a model", report.draft().map(DraftText::html));
        sql(out, report);
        findings(out, report);
        section(out, "What was not checked", Optional.of(list(report.notChecked())));
        evidence(out, report);
        section(out, "Under traffic", TrafficFacts.of(report).map(TrafficHtml::of));
        section(out, "How to abort", Optional.of(ABORT));
        checklist(out, report);
        policy(out, report);
        signature(out, report);
        return out.append("</main></body></html>\n").toString();
    }

    private static final String ABORT =
            "<p>A step that waits for a lock gives up by itself after its lock_timeout. To see who blocks whom, and to end the migration's session by hand:</p>"
                    + "<pre><code>SELECT pid, pg_blocking_pids(pid) AS blocked_by, wait_event_type, state, left(query, 80) AS query\n  FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) &gt; 0;\n"
                    + "SELECT pg_cancel_backend(PID);      -- ends the statement\nSELECT pg_terminate_backend(PID);   -- ends the session</code></pre>"
                    + "<p>After a cancelled CREATE INDEX CONCURRENTLY drop the INVALID index (its name is in the file) and run the file again. An interrupted backfill goes on where it stopped when its file is run again. To take a phase back, run its file under <code>rollback/</code>, the last phase first.</p>";

    private static void section(StringBuilder out, String title, Optional<String> body) {
        body.filter(text -> !text.isEmpty())
                .ifPresent(text -> out.append("<section><h2>")
                        .append(html(title))
                        .append("</h2>")
                        .append(text)
                        .append("</section>\n"));
    }

    private static String list(List<String> lines) {
        return lines.isEmpty()
                ? ""
                : lines.stream()
                        .map(line -> "<li>" + html(line) + "</li>")
                        .collect(Collectors.joining("", "<ul>", "</ul>"));
    }

    private static void head(StringBuilder out, SafetyReport report) {
        String tone = switch (report.verdict()) {
            case Verdict.Approved approved -> "good";
            case Verdict.NeedsDecision needs -> "ask";
            case Verdict.Rejected rejected -> "bad";
            case Verdict.Unavailable unavailable -> "bad";
        };
        out.append("<header class=\"")
                .append(tone)
                .append("\"><h1>")
                .append(html(ReportFacts.headline(report)))
                .append("</h1><p class=\"lead\">")
                .append(html(report.migration().name()))
                .append("</p><dl class=\"facts\">")
                .append(fact("Asked by", report.requester()))
                .append(fact(
                        "Database",
                        report.database().name() + ", PostgreSQL "
                                + report.database().version()))
                .append(fact("Context", ReportFacts.contextAge(report)))
                .append(fact("Submitted text", report.input().name().toLowerCase(Locale.ROOT)))
                .append(fact(
                        "Review", report.reviewId() + ", " + report.reviewedAt().truncatedTo(ChronoUnit.SECONDS)))
                .append("</dl>")
                .append(list(ReportFacts.reasons(report)));
        ReportFacts.worstMoment(report)
                .ifPresent(moment -> out.append("<p class=\"worst\"><strong>Worst moment.</strong> ")
                        .append(html(moment))
                        .append("</p>"));
        out.append("</header>\n");
    }

    private static String fact(String name, String value) {
        return "<div><dt>" + html(name) + "</dt><dd>" + html(value) + "</dd></div>";
    }

    private static void tables(StringBuilder out, SafetyReport report) {
        Optional<Analysis> analysis = report.analysis();
        if (analysis.isEmpty() || ReportFacts.tables(report).isEmpty()) {
            return;
        }
        StringBuilder cards = new StringBuilder("<div class=\"cards\">");
        for (QualifiedName table : ReportFacts.tables(report)) {
            Analysis a = analysis.get();
            cards.append("<article><h3>")
                    .append(html(table.display()))
                    .append("</h3><dl>")
                    .append(fact("Size", a.context().size(table).display()))
                    .append(fact(
                            "Writes per second",
                            a.context().writesPerSecond(table).stream()
                                    .mapToObj(w -> String.format(Locale.ROOT, "%.0f", w))
                                    .findFirst()
                                    .orElse("not known")))
                    .append(fact(
                            "Reads per second",
                            a.context().readsPerSecond(table).stream()
                                    .mapToObj(r -> String.format(Locale.ROOT, "%.0f", r))
                                    .findFirst()
                                    .orElse("not known")))
                    .append(fact(
                            "Longest query",
                            a.context().longestQueriesOn(table).stream()
                                    .findFirst()
                                    .map(q -> ReportFacts.milliseconds(q.durationMillis())
                                            + (q.running() ? ", running now: " : ": ")
                                            + q.query())
                                    .orElse("not known")))
                    .append(fact(
                            "Referenced by",
                            names(a.start().foreignKeysTo(table).stream()
                                    .map(r -> r.table().display())
                                    .distinct()
                                    .toList())))
                    .append(fact(
                            "Views",
                            names(a.start().viewsReading(table, Optional.empty()).stream()
                                    .map(v -> v.name().display())
                                    .toList())))
                    .append("</dl></article>");
        }
        section(out, "Tables", Optional.of(cards.append("</div>").toString()));
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static void rollback(StringBuilder out, SafetyReport report) {
        String body = switch (report.dryRun()) {
            case DryRunOutcome.Skipped skipped -> "<p>Nothing was executed: " + html(skipped.why()) + ".</p>";
            case DryRunOutcome.Unavailable unavailable ->
                "<p>Nothing was executed: " + html(unavailable.reason()) + "</p>";
            case DryRunOutcome.Ran ran ->
                ran.evidence().rollback().prefixes().stream()
                                .map(HtmlReport::prefix)
                                .collect(Collectors.joining("", "<ul class=\"proof\">", "</ul>"))
                        + list(DryRunFacts.sentences(ran.evidence()))
                        + report.plan()
                                .map(plan -> list(plan.phases().stream()
                                        .filter(phase -> phase.irreversible())
                                        .map(phase -> "Phase " + phase.label() + " is the point of no return.")
                                        .toList()))
                                .orElse("");
        };
        section(out, "Rollback", Optional.of(body));
    }

    private static String prefix(RollbackProof.Prefix prefix) {
        return "<li>" + (prefix.proven() ? "Proven" : "<strong>Not proven</strong>") + " through phase "
                + prefix.phase()
                + (prefix.proven()
                        ? ": taken back, schema and rows equal the start, and run again."
                        : list(prefix.differences()))
                + "</li>";
    }

    private static void decisions(StringBuilder out, SafetyReport report) {
        String body = ReportFacts.decisions(report).stream()
                .map(decision -> "<li><strong>" + html(decision.question()) + "</strong><br>" + html(decision.why())
                        + " <span class=\"muted\">Answers: " + html(String.join("; ", decision.options()))
                        + ". Reviewers: " + decision.reviewers() + ".</span></li>")
                .collect(Collectors.joining());
        section(
                out,
                "What a person must decide",
                body.isEmpty() ? Optional.empty() : Optional.of("<ol>" + body + "</ol>"));
    }

    private static void sql(StringBuilder out, SafetyReport report) {
        StringBuilder body = new StringBuilder("<div class=\"sides\"><div><h3>Submitted</h3><pre><code>")
                .append(html(report.migration().text()))
                .append("</code></pre></div><div>");
        String word = report.verdict() instanceof Verdict.Approved ? "Approved: " : "Proposal, not approved: ";
        report.files().stream()
                .filter(file -> !file.rollback())
                .forEach(file -> body.append("<h3>")
                        .append(html((signed(report, file.phase()) ? word : "Not signed: ") + file.path()))
                        .append("</h3><pre><code>")
                        .append(html(file.text()))
                        .append("</code></pre>"));
        body.append("</div></div>");
        report.files().stream()
                .filter(file -> file.rollback())
                .forEach(file -> body.append("<details><summary>")
                        .append(html(file.path()))
                        .append("</summary><pre><code>")
                        .append(html(file.text()))
                        .append("</code></pre></details>"));
        section(out, "SQL", Optional.of(body.toString()));
        List<String> runner = RunnerLines.of(report);
        section(out, "Files for the runner", runner.isEmpty() ? Optional.empty() : Optional.of(list(runner)));
    }

    private static boolean signed(SafetyReport report, int phase) {
        return !(report.verdict() instanceof Verdict.Approved approved) || phase <= approved.throughPhase();
    }

    private static void findings(StringBuilder out, SafetyReport report) {
        String rows = report.lint().findings().stream().map(HtmlReport::finding).collect(Collectors.joining());
        section(
                out,
                "Findings in the submitted text",
                Optional.of(rows.isEmpty() ? "<p>None.</p>" : "<ul class=\"findings\">" + rows + "</ul>"));
    }

    private static String finding(Finding finding) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        return "<li class=\"" + severity + "\"><strong>" + severity + "</strong> <code>" + html(finding.code())
                + "</code> <span class=\"muted\">line " + finding.position().line() + "</span><br>"
                + html(finding.message()) + "<br>" + html(finding.fix()) + "</li>";
    }

    private static void evidence(StringBuilder out, SafetyReport report) {
        if (report.dryRun() instanceof DryRunOutcome.Ran ran) {
            Evidence evidence = ran.evidence();
            String rows = evidence.plan().statements().stream()
                    .map(HtmlReport::observed)
                    .collect(Collectors.joining());
            section(
                    out,
                    "What the dry run saw",
                    Optional.of("<p>PostgreSQL " + html(evidence.serverVersion()) + ", " + html(evidence.shadow())
                            + ". The original "
                            + html(evidence.original()
                                    .failure()
                                    .map(f -> "failed at statement " + f.step() + " with " + f.sqlState() + ": "
                                            + f.message())
                                    .orElse("ran"))
                            + ".</p>"
                            + "<div class=\"scroll\"><table><thead><tr><th>Step</th><th>Statement</th><th>Locks observed</th><th>Rewritten</th><th>Read in full</th><th>ms</th><th>Held, ms</th><th>WAL</th><th>Temporary files</th></tr></thead><tbody>"
                            + rows + "</tbody></table></div>"));
        }
    }

    private static String observed(StatementRun run) {
        String first = run.sql().strip().replaceAll("\\s+", " ");
        String locks = run.locks().stream()
                .map(lock -> lock.mode().sql() + " " + lock.relation().display())
                .sorted()
                .distinct()
                .collect(Collectors.joining("; "));
        return "<tr><td>" + html(run.step()) + "</td><td><code>"
                + html(first.length() > 120 ? first.substring(0, 120) + "…" : first) + "</code></td><td>" + html(locks)
                + run.unpredicted().stream()
                        .map(u -> "<br><strong>" + html(u) + "</strong>")
                        .collect(Collectors.joining())
                + "</td><td>"
                + html(names(
                        run.rewritten().stream().map(QualifiedName::display).toList())) + "</td><td>"
                + html(names(run.scanned().stream().map(QualifiedName::display).toList()))
                + "</td><td>" + run.millis() + "</td><td>" + String.join("</td><td>", DryRunFacts.costs(run))
                + "</td></tr>";
    }

    private static void checklist(StringBuilder out, SafetyReport report) {
        section(
                out,
                "Checklist",
                report.checklist()
                        .map(checklist -> checklist.answers().stream()
                                .map(answer -> "<tr><td>" + html(answer.question()) + "</td><td>"
                                        + html(answer.status()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' ')) + "</td><td>" + html(answer.answer()) + "</td><td>"
                                        + html(answer.source()) + "</td></tr>")
                                .collect(Collectors.joining(
                                        "",
                                        "<div class=\"scroll\"><table><thead><tr><th>Question</th><th></th><th>Answer</th><th>From</th></tr></thead><tbody>",
                                        "</tbody></table></div>"))));
    }

    private static void policy(StringBuilder out, SafetyReport report) {
        section(
                out,
                "Policy",
                Optional.of("<dl class=\"facts\">"
                        + fact(
                                "Small table",
                                "up to " + report.policy().smallRows() + " rows and "
                                        + String.format(
                                                Locale.ROOT,
                                                "%.0f",
                                                report.policy().quietPerSecond()) + " statements per second")
                        + fact(
                                "Blocking hold without a person",
                                "up to "
                                        + ReportFacts.milliseconds(
                                                report.policy().shortHoldMillis()))
                        + fact(
                                "lock_timeout",
                                "at most "
                                        + ReportFacts.milliseconds(
                                                report.policy().timeouts().longestLockMillis()))
                        + fact(
                                "Age of the context",
                                report.policy()
                                        .contextMaxAge()
                                        .map(age -> "at most " + age.toDays() + " days")
                                        .orElse("not limited"))
                        + fact(
                                "Critical tables",
                                names(report.policy().critical().stream()
                                        .sorted()
                                        .toList())) + "</dl>"));
    }

    private static void signature(StringBuilder out, SafetyReport report) {
        section(
                out,
                "Signature",
                Optional.of(report.approval()
                        .map(signed ->
                                "<dl class=\"facts\">" + fact("Key", signed.keyId() + " (" + signed.trustLevel() + ")")
                                        + fact("Envelope SHA-256", signed.digest())
                                        + fact("Valid until", signed.expires().toString()) + "</dl>")
                        .orElse("<p>Nothing is signed.</p>")));
    }
}
