package dev.lockkeeper.app.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One review on its way: its id, what was asked, how far it is; clients that ask the same share it. */
public final class Review {
    private final String id;
    private final ReviewOrder order;
    private final Instant begun;
    private final List<Consumer<ReviewState>> watchers = new CopyOnWriteArrayList<>();
    private final AtomicInteger interested = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ReviewState state = new ReviewState.Queued(0);
    private volatile boolean told;

    Review(String id, ReviewOrder order, Instant begun) {
        this.id = id;
        this.order = order;
        this.begun = begun;
    }

    public String id() {
        return id;
    }

    public ReviewOrder order() {
        return order;
    }

    public Instant begun() {
        return begun;
    }

    public ReviewState state() {
        return state;
    }

    /** Waits at most this long for the end; returns how far it is then. */
    public ReviewState await(Duration patience) throws InterruptedException {
        ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        ReviewState now = state();
        told = told || now.ended();
        return now;
    }

    /** Whether somebody who waited or asked has got the end. */
    boolean told() {
        return told;
    }

    /** Tells {@code watcher} each change from now on, on the thread that makes it; it must not block. */
    public void watch(Consumer<ReviewState> watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Consumer<ReviewState> watcher) {
        watchers.remove(watcher);
    }

    void join() {
        interested.incrementAndGet();
    }

    /** Whether nobody is interested any more. */
    boolean leave() {
        return interested.decrementAndGet() <= 0;
    }

    /** The first end stays. */
    void become(ReviewState next) {
        synchronized (ended) {
            if (state.ended()) {
                return;
            }
            state = next;
        }
        watchers.forEach(watcher -> watcher.accept(next));
        if (next.ended()) {
            ended.countDown();
        }
    }
}
