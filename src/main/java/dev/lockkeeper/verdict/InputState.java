package dev.lockkeeper.verdict;

/** What is to be said of the submitted text itself; the verdict judges the plan. */
public enum InputState {
    /** No error finding: it may run as it is. */
    CLEAN,
    /** Harms production as it stands. */
    HAZARDOUS,
    /** Cannot be read, modelled or run at all. */
    UNUSABLE
}
