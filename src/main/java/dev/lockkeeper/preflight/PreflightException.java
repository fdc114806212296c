package dev.lockkeeper.preflight;

/** The server cannot be asked at all: it is another database, or it cannot be used; the message says what to do next. */
public final class PreflightException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean usage;

    /** {@code usage} is true when the call was wrong, false when the server could not be used. */
    public PreflightException(boolean usage, String message) {
        super(message);
        this.usage = usage;
    }

    public boolean usage() {
        return usage;
    }
}
