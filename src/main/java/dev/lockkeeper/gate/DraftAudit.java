package dev.lockkeeper.gate;

import dev.lockkeeper.approval.ApprovalLog;
import dev.lockkeeper.approval.LogEvent;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.report.DraftStory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Every round of a draft in the audit log, with the exact digest of what was proposed; an unwritable log ends the work. */
final class DraftAudit {
    private static final int LONGEST = 4_000;

    private final ApprovalLog log;
    private final String id;
    private final String actor;
    private final String model;

    DraftAudit(ApprovalLog log, String id, String actor, String model) {
        this.log = log;
        this.id = id;
        this.actor = actor;
        this.model = model;
    }

    void begins(DraftOrder order, String database) {
        write(Map.of(
                "event",
                "begins",
                "intent",
                order.intent(),
                "said",
                String.join("\n", order.said()),
                "database",
                database));
    }

    /** {@code rollback} is what was proposed as the way back. */
    void round(DraftStory.Round round, String rollback) {
        write(Map.of(
                "event", "round",
                "round", String.valueOf(round.number()),
                "proposed", round.proposed(),
                "proposed_sha256",
                        Sha256.of(round.proposed().getBytes(StandardCharsets.UTF_8))
                                .hex(),
                "rollback", rollback,
                "rollback_sha256",
                        Sha256.of(rollback.getBytes(StandardCharsets.UTF_8)).hex(),
                "wrong", String.join("\n", round.wrong()),
                "changed", String.join("\n", round.changed()),
                "tokens_in", String.valueOf(round.usage().inputTokens()),
                "tokens_out", String.valueOf(round.usage().outputTokens())));
    }

    void ends(String how, String verdict, String review) {
        write(Map.of("event", "ends", "end", how, "verdict", verdict, "review", review));
    }

    private void write(Map<String, String> details) {
        TreeMap<String, String> all = new TreeMap<>(Map.of("model", model));
        details.forEach(
                (name, text) -> all.put(name, text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text));
        log.append(new LogEvent(LogEvent.Kind.DRAFT, id, actor, all));
    }
}
