package dev.lockkeeper.dryrun.backup;

/** What a dump consists of, in its order. {@code line} counts from 1. */
public sealed interface DumpItem {
    /** One SQL statement with its semicolon. */
    record Statement(String sql, long line) implements DumpItem {}

    /** {@code COPY … FROM stdin;}: its rows follow, to be read one by one from the reader. */
    record Rows(String copy, long line) implements DumpItem {}
}
