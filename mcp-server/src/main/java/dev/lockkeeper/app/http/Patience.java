package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Waits for work as long as its client does. */
final class Patience {
    /** No client waits longer; the review goes on. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})(?:$|[,;\\s])");
    private static final Pattern ASYNC = Pattern.compile("(?:^|[,;\\s])respond-async(?:$|[,;\\s])");

    private Patience() {}

    /** How long the client wants to wait, by RFC 7240; empty when it does not say. */
    static Optional<Duration> preferred(Context context) {
        String prefer =
                String.join(",", java.util.Collections.list(context.req().getHeaders("Prefer")));
        Matcher wait = WAIT.matcher(prefer);
        if (wait.find()) {
            Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
            return Optional.of(wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted);
        }
        return ASYNC.matcher(prefer).find() ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    /** A client that goes before the end withdraws its interest. */
    static ReviewState wait(Reviews reviews, Review review, Duration patience, Context context)
            throws InterruptedException {
        ClientConnection client = new ClientConnection(context);
        long end = System.nanoTime() + patience.toNanos();
        ReviewState state = review.state();
        while (!state.ended() && System.nanoTime() < end) {
            state = review.await(LOOK);
            if (!state.ended() && client.gone()) {
                reviews.withdraw(review);
                throw gone();
            }
        }
        return state;
    }

    /** The same for work that is nobody else's: it ends when its client goes. */
    static <T> T wait(Future<T> work, String what, Context context) throws InterruptedException {
        ClientConnection client = new ClientConnection(context);
        while (true) {
            try {
                return work.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (client.gone()) {
                    work.cancel(true);
                    throw gone();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(what + " failed", e.getCause());
            } catch (java.util.concurrent.CancellationException e) {
                throw StatusProblems.of(503).refusal();
            }
        }
    }

    /** Nobody reads it; it is for the metrics. */
    private static Refusal gone() {
        return Problem.of(499, "client-gone", "the client has gone", "Ask again.")
                .header("Connection", "close")
                .refusal();
    }
}
