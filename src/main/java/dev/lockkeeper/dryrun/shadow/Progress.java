package dev.lockkeeper.dryrun.shadow;

/** Told how far a long stage (download, unpack, initdb, image pull) has come. */
@FunctionalInterface
public interface Progress {
    /** Says nothing. */
    Progress SILENT = (stage, fraction) -> {};

    /** {@code stage} in words for a person, {@code fraction} from 0 to 1, or negative when unknown. */
    void report(String stage, double fraction);
}
