package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import java.sql.SQLException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Two passes of a dry run at the same time, each on a server of its own. They wait for locks and disks most of the time,
 * so two processors do both in little more than the time of the longer one (docs/benchmarks/dry-run-speed.md).
 */
final class SideBySide {
    private SideBySide() {}

    /** What both came to. */
    record Both<A, B>(A first, B second) {}

    /** One pass. */
    interface Pass<T> {
        T run() throws ShadowUnavailableException, SQLException, InterruptedException;
    }

    /**
     * Both results; the first failure ends the other pass and is thrown, and an interrupt of the caller ends both. One
     * after the other where not {@code together} or where this machine has a single processor. Nothing of either pass
     * still runs when this returns.
     */
    static <A, B> Both<A, B> run(boolean together, Pass<A> first, Pass<B> second)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        if (!together || Runtime.getRuntime().availableProcessors() < 2) {
            return new Both<>(first.run(), second.run());
        }
        FutureTask<A> one = new FutureTask<>(first::run);
        FutureTask<B> other = new FutureTask<>(second::run);
        try (ExecutorService threads = Executors.newFixedThreadPool(
                2, Thread.ofPlatform().daemon().name("lockkeeper-pass-", 1).factory())) {
            try {
                ExecutorCompletionService<Boolean> ended = new ExecutorCompletionService<>(threads);
                ended.submit(one, true);
                ended.submit(other, true);
                for (int passes = 0; passes < 2; passes++) {
                    ended.take();
                    throwFailure(one);
                    throwFailure(other);
                }
            } finally {
                threads.shutdownNow();
            }
        }
        return new Both<>(one.resultNow(), other.resultNow());
    }

    private static void throwFailure(Future<?> pass)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        if (pass.state() == Future.State.FAILED) {
            switch (pass.exceptionNow()) {
                case ShadowUnavailableException e -> throw e;
                case SQLException e -> throw e;
                case InterruptedException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }
}
