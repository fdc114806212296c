package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Locale;

/** Reviews as one JSON document with stable names (docs/schemas/review.schema.json). */
public final class JsonReport {
    private JsonReport() {}

    public static String render(List<SafetyReport> reports) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema_version", 1);
        ArrayNode reviews = document.putArray("reviews");
        reports.forEach(report -> reviews.add(tree(report)));
        return document.toPrettyString();
    }

    public static ObjectNode tree(SafetyReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("review_id", report.reviewId());
        node.put("reviewed_at", report.reviewedAt().toString());
        node.put("requester", report.requester());
        node.put("migration", report.migration().name());
        node.put("framework", report.migration().framework());
        ObjectNode database = node.putObject("database");
        database.put("name", report.database().name());
        database.put("postgres_version", report.database().version());
        report.database().contextCapturedAt().ifPresent(at -> database.put("context_captured_at", at.toString()));
        database.put("context_digest", report.database().contextDigest());
        node.put("verdict", report.verdict().code());
        node.put("input", report.input().name().toLowerCase(Locale.ROOT));
        strings(node.putArray("reasons"), ReportFacts.reasons(report));
        ArrayNode decisions = node.putArray("decisions");
        ReportFacts.decisions(report).forEach(decision -> {
            ObjectNode each = decisions
                    .addObject()
                    .put("question", decision.question())
                    .put("why", decision.why())
                    .put("reviewers", decision.reviewers());
            strings(each.putArray("options"), decision.options());
        });
        ArrayNode findings = node.putArray("findings");
        report.lint().findings().forEach(finding -> findings.add(LintJson.finding(finding)));
        report.plan().ifPresent(plan -> node.set("plan", plan(report, plan)));
        node.set("dry_run", dryRun(report.dryRun()));
        report.checklist().ifPresent(checklist -> {
            ArrayNode items = node.putArray("checklist");
            checklist
                    .answers()
                    .forEach(answer -> items.addObject()
                            .put("id", answer.id())
                            .put("question", answer.question())
                            .put("status", answer.status().name().toLowerCase(Locale.ROOT))
                            .put("answer", answer.answer())
                            .put("source", answer.source()));
        });
        report.draft().ifPresent(story -> node.set("draft", DraftText.tree(story)));
        strings(node.putArray("not_checked"), report.notChecked());
        report.approval()
                .ifPresent(signed -> node.putObject("approval")
                        .put("key_id", signed.keyId())
                        .put("trust_level", signed.trustLevel())
                        .put("digest", signed.digest())
                        .put("expires", signed.expires().toString()));
        ArrayNode timings = node.putArray("timings");
        report.timings()
                .forEach(timing ->
                        timings.addObject().put("stage", timing.stage()).put("millis", timing.millis()));
        return node;
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    private static ObjectNode plan(SafetyReport report, Plan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("as_written", plan.asWritten());
        ArrayNode phases = node.putArray("phases");
        for (Phase phase : plan.phases()) {
            ObjectNode each = phases.addObject();
            each.put("number", phase.number());
            each.put("kind", phase.kind().name().toLowerCase(Locale.ROOT));
            each.put("file", phase.fileName());
            each.put("irreversible", phase.irreversible());
            phase.deployBefore().ifPresent(deploy -> each.put("deploy_before", deploy));
            ArrayNode steps = each.putArray("steps");
            phase.steps().forEach(step -> steps.add(step(step)));
        }
        ArrayNode files = node.putArray("files");
        report.files()
                .forEach(file -> files.addObject()
                        .put("path", file.path())
                        .put("phase", file.phase())
                        .put("rollback", file.rollback())
                        .put("sql", file.text()));
        report.runner().ifPresent(runner -> node.set("runner", RunnerJson.tree(runner)));
        return node;
    }

    private static ObjectNode step(Step step) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", step.id());
        node.put("title", step.title());
        node.put("transaction", step.mode().name().toLowerCase(Locale.ROOT));
        node.put("lock_timeout_millis", step.timeouts().lockMillis());
        node.put("statement_timeout_millis", step.timeouts().statementMillis());
        strings(node.putArray("timeouts_because"), step.timeouts().why());
        node.put("attempts", step.retry().attempts());
        node.put("online", step.online());
        strings(node.putArray("statements"), step.statements());
        ArrayNode locks = node.putArray("locks");
        step.locks().stream()
                .distinct()
                .forEach(lock -> locks.addObject()
                        .put("relation", lock.relation().toString())
                        .put("mode", lock.mode().sql()));
        node.putObject("forecast")
                .put("known", step.forecast().known())
                .put("low_millis", step.forecast().lowMillis())
                .put("high_millis", step.forecast().highMillis());
        ObjectNode rollback = node.putObject("rollback");
        switch (step.rollback()) {
            case Rollback.Undo undo -> strings(rollback.put("kind", "undo").putArray("statements"), undo.statements());
            case Rollback.Nothing nothing -> rollback.put("kind", "nothing").put("why", nothing.why());
            case Rollback.Irreversible lost ->
                rollback.put("kind", "irreversible").put("why", lost.lost());
        }
        return node;
    }

    private static ObjectNode dryRun(DryRunOutcome outcome) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (outcome) {
            case DryRunOutcome.Skipped skipped -> node.put("state", "skipped").put("reason", skipped.why());
            case DryRunOutcome.Unavailable unavailable ->
                node.put("state", "unavailable").put("reason", unavailable.reason());
            case DryRunOutcome.Ran ran -> evidence(node, ran.evidence());
        }
        return node;
    }

    private static void evidence(ObjectNode node, Evidence evidence) {
        node.put("state", "ran");
        node.put("server_version", evidence.serverVersion());
        node.put("shadow", evidence.shadow());
        evidence.realRows()
                .ifPresent(rows -> node.putObject("real_rows")
                        .put("kind", rows.kind().name().toLowerCase(java.util.Locale.ROOT))
                        .put("name", rows.name())
                        .put("as_of", rows.asOf().map(Object::toString).orElse("unknown"))
                        .put("dated_by", rows.datedBy())
                        .put(
                                "rows",
                                rows.rows().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                        .put("masked", !rows.masks().isEmpty()));
        evidence.schemaEqual().ifPresent(equal -> node.put("schema_equal", equal));
        strings(node.putArray("schema_differences"), evidence.schemaDifferences());
        node.set("original", run(evidence.original()));
        node.set("plan", run(evidence.plan()));
        node.put("rows", evidence.realRows().isPresent() ? "production" : "synthetic");
        node.set("forecast", ForecastJson.tree(evidence.forecast()));
        evidence.traffic().ifPresent(traffic -> node.set("traffic", TrafficJson.tree(traffic)));
        ArrayNode rollback = node.putArray("rollback");
        evidence.rollback().prefixes().forEach(prefix -> {
            ObjectNode each = rollback.addObject()
                    .put("through_phase", prefix.phase())
                    .put("restored", prefix.restored())
                    .put("up_again", prefix.upAgain());
            strings(each.putArray("differences"), prefix.differences());
        });
        evidence.rollback().given().ifPresent(given -> {
            ObjectNode own = node.putObject("given_rollback")
                    .put("name", given.name())
                    .put("restores_schema", given.restoresSchema())
                    .put("proven", given.proven());
            given.failure()
                    .ifPresent(failure -> own.put("failed_statement", failure.step())
                            .put("sqlstate", failure.sqlState())
                            .put("message", failure.message()));
            strings(own.putArray("schema_differences"), given.schema());
            strings(own.putArray("row_differences"), given.rows());
            ArrayNode again = own.putArray("up_again");
            given.failedAgain().ifPresent(failure -> again.add(failure.sqlState() + " " + failure.message()));
            strings(again, given.again());
        });
        ArrayNode repeats = node.putArray("second_runs");
        evidence.rollback().repeats().forEach(repeat -> {
            ObjectNode each = repeats.addObject()
                    .put("phase", repeat.phase())
                    .put("result", repeat.how().name().toLowerCase(Locale.ROOT))
                    .put("detail", repeat.detail());
            strings(each.putArray("differences"), repeat.differences());
        });
        node.set("queries", QueriesJson.tree(evidence.queries()));
    }

    private static ObjectNode run(Run run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        run.failure()
                .ifPresent(failure -> node.putObject("failure")
                        .put("step", failure.step())
                        .put("sqlstate", failure.sqlState())
                        .put("message", failure.message()));
        ArrayNode statements = node.putArray("statements");
        run.statements().forEach(statement -> {
            ObjectNode each = statements
                    .addObject()
                    .put("step", statement.step())
                    .put("sql", statement.sql())
                    .put("millis", statement.millis())
                    .put("held_millis", statement.heldMillis())
                    .put("wal_bytes", statement.walBytes());
            statement.tempBytes().ifPresent(bytes -> each.put("temp_bytes", bytes));
            ArrayNode locks = each.putArray("locks");
            statement.locks().stream()
                    .sorted(java.util.Comparator.comparing(Object::toString))
                    .forEach(lock -> locks.addObject()
                            .put("relation", lock.relation().toString())
                            .put("mode", lock.mode().sql()));
            strings(
                    each.putArray("rewritten"),
                    statement.rewritten().stream().map(Object::toString).toList());
            strings(
                    each.putArray("scanned"),
                    statement.scanned().stream().map(Object::toString).toList());
            strings(each.putArray("unpredicted"), statement.unpredicted());
        });
        return node;
    }
}
