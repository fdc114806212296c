package dev.lockkeeper.dryrun.backup;

/** A backup or its masking rules cannot be used; the message says why, {@link #nextStep} what to do. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String nextStep;

    public BackupException(String message, String nextStep) {
        super(message);
        this.nextStep = nextStep;
    }

    public BackupException(String message, String nextStep, Throwable cause) {
        super(message, cause);
        this.nextStep = nextStep;
    }

    public String nextStep() {
        return nextStep;
    }
}
