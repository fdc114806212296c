package dev.lockkeeper.dryrun;

/** Whose rows the dry run worked on: the question behind every figure that speaks of production's size. */
public enum RowSource {
    /** Made from the schema and the context's statistics. */
    SYNTHETIC,
    /** Production's own: a restored backup or a clone. */
    PRODUCTION
}
