package dev.lockkeeper.catalog;

/** Whether an object is in production already, or was made by an earlier statement of this migration. */
public enum Origin {
    EXISTING,
    CREATED
}
