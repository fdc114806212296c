package dev.lockkeeper.context.snapshot;

/** No snapshot came about; the message says why and what to do next, and never holds a password. */
public final class SnapshotException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    /** Whether the call was wrong, or the server could not be used. */
    public enum Reason {
        USAGE,
        SERVER
    }

    public SnapshotException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The cause is kept for its stack only: give none whose message could hold a secret. */
    public SnapshotException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
