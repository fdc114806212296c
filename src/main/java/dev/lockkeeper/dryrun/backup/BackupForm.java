package dev.lockkeeper.dryrun.backup;

/** The formats of pg_dump: text, text packed by gzip, and the three archives that only pg_restore reads. */
public enum BackupForm {
    PLAIN("plain"),
    GZIP("plain"),
    CUSTOM("custom"),
    TAR("tar"),
    DIRECTORY("directory");

    private final String option;

    BackupForm(String option) {
        this.option = option;
    }

    /** As {@code pg_restore --format} calls it. */
    String option() {
        return option;
    }

    /** Whether pg_restore must turn it into text first. */
    boolean archive() {
        return this != PLAIN && this != GZIP;
    }
}
