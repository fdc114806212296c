package dev.lockkeeper.effect;

/** What a locked relation is; locks on a table's own indexes and TOAST are named only where they block more than the table's lock. */
public enum RelationKind {
    TABLE,
    INDEX,
    SEQUENCE,
    VIEW
}
