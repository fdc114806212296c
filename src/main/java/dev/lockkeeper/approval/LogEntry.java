package dev.lockkeeper.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One entry of the log: its number from 1, when, what, the hash of the entry before it, and its own hash:
 * the SHA-256 of its canonical JSON without the field {@code hash}.
 */
public record LogEntry(long sequence, Instant at, LogEvent event, Sha256 previous, Sha256 hash) {
    /** The entry that continues a log from {@code head}. */
    public static LogEntry after(LogHead head, Instant at, LogEvent event) {
        return unhashed(head.sequence() + 1, Require.seconds(at), event, head.hash());
    }

    /** The log's head once this is its last entry. */
    public LogHead head() {
        return new LogHead(sequence, hash);
    }

    /** Whether the hash is that of the other fields. */
    public boolean isIntact() {
        return unhashed(sequence, at, event, previous).hash.equals(hash);
    }

    /** The line of the log, canonical JSON in UTF-8 without the line feed. */
    public Bytes line() {
        return Bytes.of(CanonicalJson.write(json().put("hash", hash.hex())));
    }

    /** Reads a line; refuses every byte that {@link #line()} would not write. */
    static LogEntry parse(Bytes line) throws Refused {
        JsonFields json = JsonFields.of(CanonicalJson.parse(line.toArray()));
        try {
            TreeMap<String, String> details = new TreeMap<>();
            JsonFields texts = json.in("details");
            for (Map.Entry<String, JsonNode> detail : texts.object().properties()) {
                details.put(detail.getKey(), texts.text(detail.getKey()));
            }
            LogEvent event = new LogEvent(
                    LogEvent.Kind.ofWord(json.text("kind")).orElseThrow(() -> json.wrong("kind")),
                    json.text("reviewId"),
                    json.text("actor"),
                    details);
            LogEntry entry = new LogEntry(
                    json.whole("sequence"), json.time("at"), event, json.hex("previous"), json.hex("hash"));
            if (!entry.line().equals(line)) {
                throw new Refused(Refusal.Code.NOT_CANONICAL, "is spelled in another way than it was written");
            }
            return entry;
        } catch (IllegalArgumentException nonsense) {
            throw new Refused(Refusal.Code.MALFORMED, "makes no sense: " + nonsense.getMessage());
        }
    }

    private static LogEntry unhashed(long sequence, Instant at, LogEvent event, Sha256 previous) {
        LogEntry draft = new LogEntry(sequence, at, event, previous, LogHead.EMPTY.hash());
        return new LogEntry(sequence, at, event, previous, Sha256.of(CanonicalJson.write(draft.json())));
    }

    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sequence", sequence);
        json.put("at", at.toString());
        json.put("kind", event.kind().word());
        json.put("reviewId", event.reviewId());
        json.put("actor", event.actor());
        json.put("previous", previous.hex());
        ObjectNode details = json.putObject("details");
        event.details().forEach(details::put);
        return json;
    }
}
