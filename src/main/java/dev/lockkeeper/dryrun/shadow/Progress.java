package dev.lockkeeper.dryrun.shadow;

/** Told which stage of long work (download, initdb, a pass of the dry run) begins and how far it has come. */
@FunctionalInterface
public interface Progress {
    /** Says nothing. */
    Progress SILENT = (stage, fraction) -> {};

    /** {@code stage} in words for a person, {@code fraction} from 0 to 1, or negative when unknown. */
    void report(String stage, double fraction);

    /** Tells both. */
    default Progress and(Progress other) {
        return (stage, fraction) -> {
            report(stage, fraction);
            other.report(stage, fraction);
        };
    }
}
