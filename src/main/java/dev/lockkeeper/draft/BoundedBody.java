package dev.lockkeeper.draft;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A response body that ends: after so many bytes, or at a time. The JDK's own timeout ends with the headers, so a
 * server that sends a byte now and then would hold its reader for ever.
 */
final class BoundedBody extends FilterInputStream {
    private final long most;
    private final long deadline;
    private final Thread watchdog;
    private long read;
    private volatile boolean late;

    /** {@code deadline} is a {@link System#nanoTime()}. */
    BoundedBody(InputStream in, long most, long deadline) {
        super(in);
        this.most = most;
        this.deadline = deadline;
        this.watchdog = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                late = true;
                try {
                    in.close();
                } catch (IOException e) {
                    // The reader notices by itself: its next read fails.
                }
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count;
        try {
            count = super.read(buffer, offset, length);
        } catch (IOException e) {
            throw late ? tooLate() : e;
        }
        if (late) {
            throw tooLate();
        }
        read += Math.max(count, 0);
        if (read > most) {
            throw new ModelHttpException(
                    DraftOutcome.Kind.TOO_LONG, "the model's answer did not end within " + (most >> 20) + " MiB");
        }
        return count;
    }

    private static ModelHttpException tooLate() {
        return new ModelHttpException(DraftOutcome.Kind.TIMEOUT, "the model's answer did not end in time");
    }

    @Override
    public void close() throws IOException {
        watchdog.interrupt();
        super.close();
    }

    static long after(java.time.Duration duration) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(duration.toMillis());
    }
}
