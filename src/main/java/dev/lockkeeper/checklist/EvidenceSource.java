package dev.lockkeeper.checklist;

/** What can answer a checklist item; {@code ANSWER} is an answer by a person or agent, with its source. */
public enum EvidenceSource {
    SIZE_KNOWN,
    LOCKS_KNOWN,
    ONLINE_PLAN,
    ROLLBACK_PROVEN,
    DEFAULTS_DECLARED,
    TESTED_AT_SCALE,
    WINDOW,
    READERS_OF_DROPPED,
    ONE_LOGICAL_CHANGE,
    BACKFILL_APART,
    TIMEOUTS_SET,
    INDEX_BEFORE_FOREIGN_KEY,
    LOCALE_EQUAL,
    ANSWER
}
