package dev.lockkeeper.apply;

import java.time.Duration;

/** Waits between two attempts; a test may free the lock instead. */
@FunctionalInterface
public interface Waiting {
    void pause(Duration duration) throws InterruptedException;
}
