package dev.lockkeeper.app.hook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.hook.Decision;

/** What a client is answered: exit code, standard output and standard error. */
public record HookReply(int code, String out, String err) {
    private static final int BLOCK = 2;

    public static HookReply of(HookClient client, Decision decision) {
        return switch (decision) {
            case Decision.Allow allow -> allowed(client);
            case Decision.Deny(String sentence) -> denied(client, sentence);
        };
    }

    /** Whether the client of this answer stops the tool call. */
    public boolean denies() {
        return code == BLOCK || out.contains("\"permissionDecision\":\"deny\"");
    }

    private static HookReply allowed(HookClient client) {
        return switch (client.answer()) {
            // Silence leaves the client's own permissions as they are; an "allow" would skip its questions.
            case EXIT_CODE, PERMISSION_DECISION -> new HookReply(0, "", "");
            case PERMISSION -> new HookReply(0, object("permission", "allow") + "\n", "");
        };
    }

    private static HookReply denied(HookClient client, String sentence) {
        return switch (client.answer()) {
            case EXIT_CODE -> new HookReply(BLOCK, "", sentence + "\n");
            case PERMISSION ->
                new HookReply(
                        BLOCK,
                        object("permission", "deny", "user_message", sentence, "agent_message", sentence) + "\n",
                        sentence + "\n");
            case PERMISSION_DECISION ->
                new HookReply(0, object("permissionDecision", "deny", "permissionDecisionReason", sentence) + "\n", "");
        };
    }

    private static String object(String... fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(fields[i], fields[i + 1]);
        }
        return object.toString();
    }
}
