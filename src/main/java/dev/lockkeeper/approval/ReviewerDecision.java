package dev.lockkeeper.approval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/**
 * What one reviewer answers about one plan: the questions as the review asked them, yes or no to all of them, and why. It
 * counts for these bytes of migration and plan and this database only. Its file is canonical JSON; the reviewer's SSH
 * signature over it lies beside it.
 *
 * @param reviewer the name (principal) of the reviewer's key
 * @param input digest of the migration
 * @param plan digest of names and bytes of all files of the plan
 */
public record ReviewerDecision(
        String reviewer,
        Sha256 input,
        Sha256 plan,
        String database,
        List<String> questions,
        boolean accepted,
        String reason,
        Instant decidedAt,
        Instant expiresAt) {
    /** The ending of a decision's file; its signature's file has {@link SshSignatures#SUFFIX} after it. */
    public static final String SUFFIX = ".decision.json";

    private static final String TYPE = "lockkeeper-decision/v1";

    public ReviewerDecision {
        questions = List.copyOf(questions);
        Require.text("reviewer", reviewer);
        Require.text("database", database);
        Require.text("reason", reason);
        decidedAt = Require.seconds(decidedAt);
        expiresAt = Require.seconds(expiresAt);
        if (questions.isEmpty()) {
            throw new IllegalArgumentException("a decision answers at least one question");
        }
    }

    public Bytes bytes() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", TYPE)
                .put("reviewer", reviewer)
                .put("input", input.hex())
                .put("plan", plan.hex())
                .put("database", database)
                .put("accepted", accepted ? "yes" : "no")
                .put("reason", reason)
                .put("decidedAt", decidedAt.toString())
                .put("expiresAt", expiresAt.toString());
        ArrayNode asked = json.putArray("questions");
        questions.forEach(asked::add);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(CanonicalJson.write(json));
        file.write('\n');
        return Bytes.of(file.toByteArray());
    }

    /** Refuses every byte that {@link #bytes()} would not write; {@code name} stands in the message. */
    public static ReviewerDecision parse(String name, Bytes file) {
        try {
            JsonFields json = JsonFields.of(CanonicalJson.parse(file.toArray()));
            ReviewerDecision decision = new ReviewerDecision(
                    json.text("reviewer"),
                    json.hex("input"),
                    json.hex("plan"),
                    json.text("database"),
                    json.texts("questions"),
                    json.text("accepted").equals("yes"),
                    json.text("reason"),
                    json.time("decidedAt"),
                    json.time("expiresAt"));
            if (!decision.bytes().equals(file)) {
                throw new ApprovalException(name + " is not a decision that `lockkeeper decide` wrote; make it again");
            }
            return decision;
        } catch (Refused | IllegalArgumentException malformed) {
            throw new ApprovalException(
                    name + " is not a decision that `lockkeeper decide` wrote; make it again", malformed);
        }
    }
}
