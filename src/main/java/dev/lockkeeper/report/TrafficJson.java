package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.dryrun.traffic.Latency;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficRun;
import java.util.Locale;

/** The measured traffic as JSON: {@code dry_run.traffic}. All of it are times and counts of one run. */
final class TrafficJson {
    private TrafficJson() {}

    static ObjectNode tree(TrafficEvidence traffic) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ObjectNode offered = node.putObject("offered");
        offered.put("reads_per_second", traffic.offered().readsPerSecond());
        offered.put("writes_per_second", traffic.offered().writesPerSecond());
        offered.put("ratio", traffic.offered().ratio());
        ArrayNode statements = offered.putArray("statements");
        traffic.offered().statements().forEach(statements::add);
        node.set("original", run(traffic.original()));
        node.set("plan", run(traffic.plan()));
        ArrayNode notReplayed = node.putArray("not_replayed");
        traffic.notReplayed().forEach(notReplayed::add);
        return node;
    }

    private static ObjectNode run(TrafficRun run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("baseline", window(run.baseline()));
        ArrayNode phases = node.putArray("phases");
        run.phases().forEach(phase -> phases.add(window(phase)));
        return node;
    }

    private static ObjectNode window(PhaseTraffic window) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("phase", window.phase());
        node.put("label", window.label());
        node.put("from_millis", window.fromMillis());
        node.put("migrated_millis", window.migratedMillis());
        node.put("report_closed_millis", window.reportClosedMillis());
        node.put("to_millis", window.toMillis());
        node.set("reads", latency(window.reads()));
        node.set("writes", latency(window.writes()));
        node.put("blocked_millis", window.blockedMillis());
        node.put("queue_peak", window.queuePeak());
        node.put("backlog_peak", window.backlogPeak());
        node.put("deadlocks", window.deadlocks());
        node.put("lock_timeouts", window.lockTimeouts());
        window.migrationFailure().ifPresent(failure -> node.put("migration_failure", failure));
        ArrayNode scans = node.putArray("new_scans");
        window.newScans().forEach(scans::add);
        ArrayNode failures = node.putArray("failures");
        window.failures()
                .forEach(failure -> failures.addObject()
                        .put("statement", failure.statement())
                        .put("sqlstate", failure.sqlState())
                        .put("count", failure.count())
                        .put("message", failure.message())
                        .put("cause", failure.cause().name().toLowerCase(Locale.ROOT)));
        return node;
    }

    private static ObjectNode latency(Latency latency) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("statements", latency.statements());
        node.put("p99_millis", rounded(latency.p99Millis()));
        node.put("worst_millis", rounded(latency.worstMillis()));
        return node;
    }

    private static double rounded(double millis) {
        return Math.round(millis * 10) / 10.0;
    }
}
