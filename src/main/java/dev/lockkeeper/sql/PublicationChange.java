package dev.lockkeeper.sql;

/** What {@code ALTER PUBLICATION} does with the tables it names; a change of options names none and adds none. */
public enum PublicationChange {
    ADD,
    SET,
    DROP
}
