package dev.lockkeeper.hook;

/**
 * What a path of the repository means to the gate.
 *
 * @param name relative to the repository, with {@code /}; as given when it lies outside
 */
record Place(Kind kind, String name) {
    enum Kind {
        /** Matches the migration globs. */
        MIGRATION,
        /** An approval, which only the gate writes. */
        ENVELOPE,
        /** Keys, baseline, configuration and hooks: what holds the gate up. */
        GUARD,
        OTHER
    }

    boolean guarded() {
        return kind != Kind.OTHER;
    }
}
