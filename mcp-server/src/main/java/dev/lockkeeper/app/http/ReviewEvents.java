package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The states of a review as server-sent events, the current one first: who reconnects misses nothing that still
 * matters. A client that reads slowly gets the latest state, not each.
 */
final class ReviewEvents {
    private static final long LOOK_MILLIS = 500;

    private final HttpLimits limits;
    private final Semaphore places;

    ReviewEvents(HttpLimits limits) {
        this.limits = limits;
        this.places = new Semaphore(limits.streams());
    }

    void send(Context context, Review review) throws InterruptedException {
        if (!places.tryAcquire()) {
            throw Problem.of(
                            429,
                            "too-many-streams",
                            "too many clients follow reviews",
                            "Ask GET /api/v1/reviews/" + review.id() + " now and then instead.")
                    .header("Retry-After", "5")
                    .refusal();
        }
        BlockingDeque<ReviewState> latest = new LinkedBlockingDeque<>();
        Consumer<ReviewState> watcher = state -> {
            latest.clear();
            latest.add(state);
        };
        review.watch(watcher);
        try {
            follow(context, review, latest);
        } catch (IOException e) {
            // The client has gone.
        } finally {
            review.unwatch(watcher);
            places.release();
        }
    }

    private void follow(Context context, Review review, BlockingDeque<ReviewState> latest)
            throws IOException, InterruptedException {
        ClientConnection client = new ClientConnection(context);
        HttpServletResponse response = context.res();
        response.setContentType("text/event-stream");
        response.setHeader("X-Accel-Buffering", "no");
        OutputStream out = response.getOutputStream();
        ReviewState state = review.state();
        write(out, event(review, state));
        long said = System.nanoTime();
        while (!state.ended() && !client.gone()) {
            Optional<ReviewState> next = Optional.ofNullable(latest.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            if (next.isPresent() && !next.get().equals(state)) {
                state = next.get();
                write(out, event(review, state));
                said = System.nanoTime();
            } else if (System.nanoTime() - said > limits.heartbeat().toNanos()) {
                write(out, ":\n\n");
                said = System.nanoTime();
            }
        }
    }

    private static String event(Review review, ReviewState state) {
        return "event: " + state.code() + "\ndata: " + ReviewJson.brief(review, state) + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
