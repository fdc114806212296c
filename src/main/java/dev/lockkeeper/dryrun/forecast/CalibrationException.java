package dev.lockkeeper.dryrun.forecast;

/** A calibration file that cannot be used; the message names the file and what to change. */
public final class CalibrationException extends Exception {
    private static final long serialVersionUID = 1L;

    CalibrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
