package dev.lockkeeper.context;

/** The context file cannot be used; the message names the file, the place and the next step. */
public final class ContextException extends Exception {
    private static final long serialVersionUID = 1L;

    public ContextException(String message) {
        super(message);
    }

    public ContextException(String message, Throwable cause) {
        super(message, cause);
    }
}
