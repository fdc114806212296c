package dev.lockkeeper.dryrun.shadow;

/** A running limit on the migrator's work; closing it lifts the limit. */
public interface TimeLimit extends AutoCloseable {
    /** Whether the time ran out before this was closed. */
    boolean exceeded();

    @Override
    void close();
}
