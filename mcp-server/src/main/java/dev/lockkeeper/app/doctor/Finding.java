package dev.lockkeeper.app.doctor;

/** What one check found; {@code next} says what to do, and is empty when there is nothing to do. */
public record Finding(String check, Status status, String detail, String next) {
    /** Only {@code FAILED} makes the doctor's exit code 1. */
    public enum Status {
        OK,
        /** Works, but a person should know it. */
        WARNING,
        FAILED,
        /** Not used in this repository. */
        ABSENT
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, Status.OK, detail, "");
    }

    static Finding warning(String check, String detail, String next) {
        return new Finding(check, Status.WARNING, detail, next);
    }

    static Finding failed(String check, String detail, String next) {
        return new Finding(check, Status.FAILED, detail, next);
    }

    static Finding absent(String check, String detail) {
        return new Finding(check, Status.ABSENT, detail, "");
    }
}
