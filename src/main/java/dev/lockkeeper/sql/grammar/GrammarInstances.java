package dev.lockkeeper.sql.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The instances of the grammar, of which two work at once. A call runs on the caller's thread, and once more on a
 * thread with a deep stack, and on a fresh instance, when the caller's stack was not deep enough for the text.
 */
final class GrammarInstances {
    private static final long STACK_BYTES = 256L << 20;
    private static final int INSTANCES = 2;

    private final Supplier<GrammarInstance> fresh;
    private final Deque<GrammarInstance> idle = new ArrayDeque<>();
    private final Semaphore permits = new Semaphore(INSTANCES);

    GrammarInstances() {
        this(translated());
    }

    GrammarInstances(Supplier<GrammarInstance> fresh) {
        this.fresh = fresh;
    }

    private static Supplier<GrammarInstance> translated() {
        GrammarCode code = TranslatedCode.load();
        FirstMemory memory = FirstMemory.read(code.moduleSha256());
        return () -> new GrammarInstance(code, memory.copy());
    }

    /** What {@code work} answers, or {@code refused} with the reason why it could not. */
    <T> T with(Function<String, T> refused, Function<GrammarInstance, T> work) {
        permits.acquireUninterruptibly();
        try {
            return once(refused, work);
        } catch (StackOverflowError e) {
            return onDeepStack(refused, work);
        } finally {
            permits.release();
        }
    }

    private <T> T onDeepStack(Function<String, T> refused, Function<GrammarInstance, T> work) {
        Deep<T> deep = new Deep<>(refused.apply("the grammar gave no answer"));
        Thread thread =
                new Thread(null, () -> deep.answer = onceOrTooDeep(refused, work), "postgres-grammar", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return deep.answer;
    }

    /** Written by the deep thread, read after it has ended. */
    private static final class Deep<T> {
        private T answer;

        Deep(T answer) {
            this.answer = answer;
        }
    }

    private <T> T onceOrTooDeep(Function<String, T> refused, Function<GrammarInstance, T> work) {
        try {
            return once(refused, work);
        } catch (StackOverflowError e) {
            return refused.apply("the text is nested too deeply");
        }
    }

    /** An instance goes back to the pool only after a call that ended by itself. */
    private <T> T once(Function<String, T> refused, Function<GrammarInstance, T> work) {
        try {
            GrammarInstance instance = take();
            T result = work.apply(instance);
            synchronized (idle) {
                idle.push(instance);
            }
            return result;
        } catch (OutOfMemoryError e) {
            return refused.apply("the text needs more memory than the parser has");
        } catch (RuntimeException e) {
            return refused.apply("the parser stopped: " + e.getMessage());
        }
    }

    private GrammarInstance take() {
        synchronized (idle) {
            GrammarInstance instance = idle.poll();
            if (instance != null) {
                return instance;
            }
        }
        return fresh.get();
    }
}
