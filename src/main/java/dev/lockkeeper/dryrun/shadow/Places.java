package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Bounds how many servers run at the same time, over all processes that share the cache. */
final class Places {
    private final CacheDirectory cache;
    private final int count;
    private final Duration patience;

    Places(CacheDirectory cache, int count, Duration patience) {
        this.cache = cache;
        this.count = count;
        this.patience = patience;
    }

    /** A place, given back by closing it. */
    ProcessLock take(Progress progress) throws IOException, InterruptedException, ShadowUnavailableException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            for (int i = 0; i < count; i++) {
                Optional<ProcessLock> place = ProcessLock.tryAcquire(cache.lockFile("server-" + i + ".lock"));
                if (place.isPresent()) {
                    return place.get();
                }
            }
            if (System.nanoTime() - end >= 0) {
                throw new ShadowUnavailableException(
                        "all " + count + " places for shadow databases have been taken for " + patience.toSeconds()
                                + " s: wait for the other reviews, or raise the number of servers");
            }
            progress.report("waiting for one of " + count + " shadow databases to end", -1);
            Thread.sleep(50);
        }
    }
}
