package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.QueueFullException;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.gate.GateException;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Idempotency-Key header: a request sent again is answered by the review that the first one began. */
final class IdempotencyKeys {
    private static final int KEPT = 1_000;
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Reviews reviews;
    private final Map<String, Used> used = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
            return size() > KEPT;
        }
    };

    private record Used(String request, String review) {}

    IdempotencyKeys(Reviews reviews) {
        this.reviews = reviews;
    }

    /** {@code body} is the digest of the request's. */
    Review submit(Context context, Sha256 body, ReviewOrder order) throws GateException, QueueFullException {
        Optional<String> key = key(context);
        return key.isPresent() ? submit(key.get(), context.path() + " " + body, order) : reviews.submit(order);
    }

    /** The key, as nobody else's; empty when the client sends none. */
    static Optional<String> key(Context context) {
        String key = context.header("Idempotency-Key");
        if (key == null) {
            return Optional.empty();
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.of(
                            400,
                            "bad-idempotency-key",
                            "Idempotency-Key is not 1 to 255 visible ASCII characters",
                            "Use a random one, such as a UUID.")
                    .refusal();
        }
        return Optional.of(context.<Integer>attribute(Guard.CLIENT) + " " + key);
    }

    static Refusal reused() {
        return Problem.of(
                        422,
                        "idempotency-key-reused",
                        "this Idempotency-Key came with another request",
                        "Use a new key for a new request.")
                .refusal();
    }

    private synchronized Review submit(String key, String request, ReviewOrder order)
            throws GateException, QueueFullException {
        Used before = used.get(key);
        if (before != null && !before.request().equals(request)) {
            throw reused();
        }
        // What failed or was cancelled is no answer: the same request is asked again.
        Optional<Review> begun = Optional.ofNullable(before)
                .flatMap(same -> reviews.find(same.review()))
                .filter(review -> !(review.state() instanceof ReviewState.Failed))
                .flatMap(review -> reviews.join(review.id()));
        Review review = begun.isPresent() ? begun.get() : reviews.submit(order);
        used.put(key, new Used(request, review.id()));
        return review;
    }
}
