package dev.lockkeeper.app.service;

import java.time.Duration;

/**
 * What a server takes on.
 *
 * @param waitingDryRuns reviews with a dry run that may wait, beside the one that runs
 * @param waitingLints reviews without one that may wait
 * @param kept reviews that are remembered, newest first; twice as many where nobody has got their end yet
 * @param fresh how long the same question gets the same answer without new work
 */
public record ReviewLimits(int waitingDryRuns, int waitingLints, int kept, Duration fresh) {
    public static final ReviewLimits DEFAULTS = new ReviewLimits(64, 256, 200, Duration.ofMinutes(10));
}
