package dev.lockkeeper.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Events with a type, as a stream of server-sent events. */
final class ServerEvents {
    private ServerEvents() {}

    static String of(ObjectNode... events) {
        return Stream.of(events)
                .map(event -> "event: " + event.path("type").asText() + "\ndata: " + event + "\n\n")
                .collect(Collectors.joining());
    }
}
