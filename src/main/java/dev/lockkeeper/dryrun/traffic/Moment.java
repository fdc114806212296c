package dev.lockkeeper.dryrun.traffic;

/** The slowest read and write that became due in a short interval of a run, in milliseconds; 0 when none did. */
public record Moment(long atMillis, double readMillis, double writeMillis) {}
