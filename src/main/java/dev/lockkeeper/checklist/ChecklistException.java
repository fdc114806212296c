package dev.lockkeeper.checklist;

/** A checklist file that cannot be used; the message names the file and the place. */
public final class ChecklistException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChecklistException(String message, Throwable cause) {
        super(message, cause);
    }
}
