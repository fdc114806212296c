package dev.lockkeeper.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as RFC 9457 has it.
 *
 * @param code the stable end of its type
 * @param headers of the answer beside the content type
 * @param members beyond those of the RFC
 */
record Problem(
        int status,
        String code,
        String title,
        String detail,
        Map<String, String> headers,
        Map<String, String> members) {
    static final String TYPE = "application/problem+json";

    Problem {
        headers = Map.copyOf(headers);
        members = Map.copyOf(members);
    }

    static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, Map.of(), Map.of());
    }

    Problem header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, title, detail, more, members);
    }

    Problem member(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, code, title, detail, headers, more);
    }

    Refusal refusal() {
        return new Refusal(this);
    }

    byte[] bytes() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:lockkeeper:problem:" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        members.forEach(node::put);
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
