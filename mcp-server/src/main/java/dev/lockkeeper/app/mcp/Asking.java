package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.gate.GateException;
import java.time.Duration;

/** Hands an order in and waits for its end, telling the client how far it is; long work is left running. */
final class Asking {
    /** Clients give up on a call after a minute. */
    static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final Reviews reviews;

    Asking(Reviews reviews) {
        this.reviews = reviews;
    }

    Review submit(ReviewOrder order) {
        try {
            return reviews.submit(order);
        } catch (GateException | QueueFullException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    ReviewState wait(Review review, Client client) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        ReviewState state = review.state();
        try {
            while (!state.ended() && System.nanoTime() < end) {
                state = review.await(BETWEEN);
                if (state instanceof ReviewState.Running running) {
                    client.progress(running.stage());
                } else if (state instanceof ReviewState.Queued queued) {
                    client.progress("waits behind " + queued.ahead() + " other reviews");
                }
            }
        } catch (InterruptedException e) {
            reviews.withdraw(review);
            Thread.currentThread().interrupt();
        }
        return review.state();
    }
}
