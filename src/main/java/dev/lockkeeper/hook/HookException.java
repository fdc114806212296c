package dev.lockkeeper.hook;

/** The hook cannot judge, because something it needs is broken: the call is denied, and the message says what to repair. */
public final class HookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HookException(String message) {
        super(message);
    }

    public HookException(String message, Throwable cause) {
        super(message, cause);
    }
}
