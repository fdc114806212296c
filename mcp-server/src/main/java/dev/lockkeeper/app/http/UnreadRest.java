package dev.lockkeeper.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads and drops what a client is still sending when its request is refused: a connection that closes over unread bytes
 * is reset, and the client never sees why. Bounded in bytes and time.
 */
final class UnreadRest {
    /** As much as is dropped. */
    static final int MOST_BYTES = 8 << 20;

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private UnreadRest() {}

    static void drop(Request request) {
        drop(Content.Source.asInputStream(request));
    }

    /** Leaves the stream open: closing it would end the connection. */
    static void drop(InputStream in) {
        long end = System.nanoTime() + LONGEST.toNanos();
        byte[] buffer = new byte[1 << 16];
        int dropped = 0;
        try {
            int read = in.read(buffer);
            while (read >= 0 && dropped < MOST_BYTES && System.nanoTime() < end) {
                dropped += read;
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // The client has gone: nobody is left to tell.
        }
    }
}
