package dev.lockkeeper.app.service;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Work done one after the other, with a bounded number that waits, and an idea of how long that takes. */
final class Lane implements AutoCloseable {
    private final ThreadPoolExecutor executor;
    private final AtomicLong usualMillis;

    /** {@code usual} is how long one piece of work takes, until there is experience. */
    Lane(String name, int waiting, Duration usual) {
        this.usualMillis = new AtomicLong(usual.toMillis());
        this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    int waiting() {
        return executor.getQueue().size();
    }

    boolean full() {
        return executor.getQueue().remainingCapacity() == 0;
    }

    <T> Future<T> add(Callable<T> work) throws QueueFullException {
        try {
            return executor.submit(() -> {
                long start = System.nanoTime();
                try {
                    return work.call();
                } finally {
                    long took = (System.nanoTime() - start) / 1_000_000;
                    usualMillis.updateAndGet(usual -> (usual * 3 + took) / 4);
                    // A cancellation that came too late must not reach the next piece of work.
                    Thread.interrupted();
                }
            });
        } catch (RejectedExecutionException e) {
            int waiting = waiting();
            throw new QueueFullException(
                    waiting, Duration.ofSeconds(Math.clamp(usualMillis.get() * waiting / 4000, 1, 600)));
        }
    }

    /** Work that was taken back while it waited frees its place. */
    void forgetCancelled() {
        executor.purge();
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            // Servers of an interrupted dry run are taken down by its own thread.
            executor.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
