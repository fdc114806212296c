package dev.lockkeeper.app.cli;

/** The call is wrong, or a file it names cannot be used: exit code 2. The message says what to do next. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
