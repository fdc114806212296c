package dev.lockkeeper.draft;

/** A prompt template that cannot be used; the message names the file and what to mend. */
public final class PromptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PromptException(String message) {
        super(message);
    }

    public PromptException(String message, Throwable cause) {
        super(message, cause);
    }
}
