package dev.lockkeeper.dryrun.shadow;

/** No throwaway server could be had; the message says why and what to do next. */
public final class ShadowUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public ShadowUnavailableException(String message) {
        super(message);
    }

    public ShadowUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
