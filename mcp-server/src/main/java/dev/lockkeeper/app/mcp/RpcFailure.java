package dev.lockkeeper.app.mcp;

import java.util.Map;

/** A request that gets a JSON-RPC error: HTTP status, code, a sentence, and data that the protocol prescribes. */
final class RpcFailure extends RuntimeException {
    static final int PARSE = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int NO_METHOD = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    static final int HEADER_MISMATCH = -32020;
    static final int MISSING_CAPABILITY = -32021;
    static final int UNSUPPORTED_VERSION = -32022;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final transient Map<String, Object> data;

    RpcFailure(int status, int code, String message) {
        this(status, code, message, Map.of());
    }

    RpcFailure(int status, int code, String message, Map<String, Object> data) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.data = Map.copyOf(data);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    Map<String, Object> data() {
        return data;
    }
}
