package dev.lockkeeper.apply;

/** The server could not be used, or a caller broke a promise; the message says what to do next and holds no password. */
public final class ApplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ApplyException(String message) {
        super(message);
    }

    public ApplyException(String message, Throwable cause) {
        super(message, cause);
    }
}
