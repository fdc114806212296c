package dev.lockkeeper.approval;

/**
 * A key, a key folder or the log cannot be used; the message names the file and the next step. A bad
 * approval is no exception: it is {@link VerificationOutcome.Invalid}.
 */
public final class ApprovalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ApprovalException(String message) {
        super(message);
    }

    public ApprovalException(String message, Throwable cause) {
        super(message, cause);
    }
}
