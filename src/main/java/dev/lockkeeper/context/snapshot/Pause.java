package dev.lockkeeper.context.snapshot;

import java.time.Duration;

/** Waits between two samples; a test may wait for something else. */
@FunctionalInterface
public interface Pause {
    void pause(Duration duration) throws InterruptedException;
}
