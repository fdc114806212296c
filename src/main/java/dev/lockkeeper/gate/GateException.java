package dev.lockkeeper.gate;

/** The gate cannot be used as asked: broken configuration, context or schema. The message names file, place and next step. */
public final class GateException extends Exception {
    private static final long serialVersionUID = 1L;

    public GateException(String message) {
        super(message);
    }

    public GateException(String message, Throwable cause) {
        super(message, cause);
    }
}
