package dev.lockkeeper.context.snapshot;

/**
 * A statement that creates or changes an object; {@code rank} and {@code name} give its place where dependencies leave
 * the choice, so that equal schemas give equal texts.
 */
record DdlNode(ObjectId id, Rank rank, String name, String sql) {
    /** The usual order, as pg_dump has it. */
    enum Rank {
        SCHEMA,
        EXTENSION,
        TYPE,
        SEQUENCE,
        FUNCTION,
        TABLE,
        ATTACH_PARTITION,
        VIEW,
        SEQUENCE_OWNER,
        DEFAULT,
        COLUMN_OPTION,
        CONSTRAINT,
        INDEX,
        FOREIGN_KEY,
        ATTACH_INDEX,
        STATISTICS,
        RULE,
        TRIGGER,
        POLICY,
        TABLE_OPTION,
        PUBLICATION,
        EVENT_TRIGGER,
        COMMENT,
        OWNER,
        GRANT
    }
}
