package dev.lockkeeper.eval;

/** A set of intents, or the server for it, cannot be used; the message names the place and the next step. */
public final class EvalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvalException(String message) {
        super(message);
    }

    public EvalException(String message, Throwable cause) {
        super(message, cause);
    }
}
