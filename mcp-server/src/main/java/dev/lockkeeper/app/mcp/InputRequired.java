package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A handler needs an answer of the client; the client calls again with it, and the handler runs anew. */
final class InputRequired extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ObjectNode requests;

    /** {@code requests} are what to ask, by key. */
    InputRequired(ObjectNode requests) {
        super("input is required", null, false, false);
        this.requests = requests;
    }

    ObjectNode requests() {
        return requests;
    }
}
