package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.approval.Sha256;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Idempotency-Key of drafts, which cost money: a request sent again is answered by the review that the first one
 * came to, and refused while that is at work. What came to no review frees its key.
 */
final class DraftKeys {
    private static final int KEPT = 1_000;

    private final Reviews reviews;
    private final Map<String, Used> used = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
            return size() > KEPT;
        }
    };

    /** {@code review} is empty while the first request is at work. */
    private record Used(Sha256 request, Optional<String> review) {}

    DraftKeys(Reviews reviews) {
        this.reviews = reviews;
    }

    /** What the same request came to before; empty when the caller has to draft, and to call {@link #end} then. */
    synchronized Optional<Review> begin(Context context, Sha256 body) {
        Optional<String> key = IdempotencyKeys.key(context);
        Optional<Used> before = key.map(used::get);
        if (before.isPresent() && !before.get().request().equals(body)) {
            throw IdempotencyKeys.reused();
        }
        if (before.isPresent() && before.get().review().isEmpty()) {
            throw Problem.of(
                            409,
                            "under-way",
                            "the request of this Idempotency-Key is still at work",
                            "Wait for its answer, or send it again later under the same key.")
                    .header("Retry-After", "5")
                    .refusal();
        }
        Optional<Review> review = before.flatMap(Used::review).flatMap(reviews::find);
        if (review.isEmpty()) {
            key.ifPresent(free -> used.put(free, new Used(body, Optional.empty())));
        }
        return review;
    }

    /** What the request came to. */
    synchronized void keep(Context context, Review review) {
        IdempotencyKeys.key(context)
                .ifPresent(key -> used.computeIfPresent(
                        key, (same, begun) -> new Used(begun.request(), Optional.of(review.id()))));
    }

    /** The request is at work no more. */
    synchronized void end(Context context) {
        IdempotencyKeys.key(context)
                .filter(key -> Optional.ofNullable(used.get(key))
                        .filter(begun -> begun.review().isEmpty())
                        .isPresent())
                .ifPresent(used::remove);
    }
}
