package dev.lockkeeper.app.service;

import dev.lockkeeper.approval.ApprovalException;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.plan.PlanningException;
import dev.lockkeeper.verdict.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reviews of a server: taken on within limits, one dry run at a time, those without a dry run beside it. The same
 * question while it runs, or soon after, is the same review and costs nothing.
 */
public final class Reviews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reviews.class);

    private final Judge judge;
    private final Clock clock;
    private final ReviewLimits limits;
    private final Lane dryRuns;
    private final Lane lints;
    private final Map<String, Entry> byId = new LinkedHashMap<>();
    private final List<Consumer<Review>> watchers = new CopyOnWriteArrayList<>();

    public Reviews(Judge judge, Clock clock, ReviewLimits limits) {
        this.judge = judge;
        this.clock = clock;
        this.limits = limits;
        this.dryRuns = new Lane("lockkeeper-dry-runs", limits.waitingDryRuns(), Duration.ofSeconds(10));
        this.lints = new Lane("lockkeeper-lints", limits.waitingLints(), Duration.ofMillis(200));
    }

    private record Entry(Review review, long generation, List<ReviewerDecision> decisions, Future<?> work) {}

    public Judge judge() {
        return judge;
    }

    /** Takes an order on, or joins the review that answers it already. */
    public Review submit(ReviewOrder order) throws GateException, QueueFullException {
        Judge.Question question = judge.question(order);
        synchronized (byId) {
            Optional<Review> same = same(question);
            if (same.isPresent()) {
                same.get().join();
                return same.get();
            }
            Review review = new Review(question.id(), order, clock.instant());
            review.join();
            watchers.forEach(watcher -> watcher.accept(review));
            Lane lane = order.dryRun() ? dryRuns : lints;
            review.become(new ReviewState.Queued(lane.waiting()));
            Future<?> work = lane.add(() -> {
                run(question, review);
                return review;
            });
            byId.remove(question.id());
            byId.put(question.id(), new Entry(review, question.database().generation(), question.decisions(), work));
            forgetOldest();
            return review;
        }
    }

    public Optional<Review> find(String id) {
        synchronized (byId) {
            return Optional.ofNullable(byId.get(id)).map(Entry::review);
        }
    }

    /** The same, for a client that will wait for it. */
    public Optional<Review> join(String id) {
        synchronized (byId) {
            Optional<Review> review = find(id);
            review.ifPresent(Review::join);
            return review;
        }
    }

    /** Tells {@code watcher} each new review before it is queued; it must not block. */
    public void watch(Consumer<Review> watcher) {
        watchers.add(watcher);
    }

    /** Newest last. */
    public List<Review> all() {
        synchronized (byId) {
            return byId.values().stream().map(Entry::review).toList();
        }
    }

    public int waiting() {
        return dryRuns.waiting() + lints.waiting();
    }

    /** Whether a review, of one kind or the other, would be refused now. */
    public boolean full() {
        return dryRuns.full() || lints.full();
    }

    /** A client is no longer interested; the last one ends the review, its servers go away. */
    public void withdraw(Review review) {
        if (review.leave()) {
            cancel(review);
        }
    }

    /** The same for whatever is asked about this text. */
    public void withdraw(String sql) {
        all().stream()
                .filter(review ->
                        !review.state().ended() && review.order().sql().equals(sql))
                .forEach(this::withdraw);
    }

    /** Ends a review for all who wait for it. */
    public void cancel(Review review) {
        Optional<Future<?>> work;
        synchronized (byId) {
            work = Optional.ofNullable(byId.get(review.id()))
                    .filter(entry -> entry.review() == review)
                    .map(Entry::work);
        }
        review.become(new ReviewState.Failed("the review was cancelled", "Ask again."));
        work.ifPresent(future -> future.cancel(true));
        dryRuns.forgetCancelled();
        lints.forgetCancelled();
    }

    /** Other work that needs the machine for itself, in turn with the dry runs. */
    public <T> Future<T> inTurn(Callable<T> work) throws QueueFullException {
        return dryRuns.add(work);
    }

    /** Remembers a result that came about otherwise, as a drafted migration's, as an ended review. */
    public Review keep(ReviewOrder order, GateResult result) {
        Review review = new Review(result.report().reviewId(), order, clock.instant());
        watchers.forEach(watcher -> watcher.accept(review));
        review.become(new ReviewState.Finished(result));
        synchronized (byId) {
            byId.put(review.id(), new Entry(review, -1, List.of(), CompletableFuture.completedFuture(review)));
            forgetOldest();
        }
        return review;
    }

    private Optional<Review> same(Judge.Question question) {
        return Optional.ofNullable(byId.get(question.id()))
                .filter(entry -> entry.generation() == question.database().generation()
                        && entry.decisions().equals(question.decisions()))
                .map(Entry::review)
                .filter(this::worthJoining);
    }

    private boolean worthJoining(Review review) {
        return switch (review.state()) {
            case ReviewState.Queued queued -> true;
            case ReviewState.Running running -> true;
            case ReviewState.Failed failed -> false;
            case ReviewState.Finished finished ->
                !(finished.result().report().verdict() instanceof Verdict.Unavailable)
                        && clock.instant().isBefore(review.begun().plus(limits.fresh()));
        };
    }

    private static void run(Judge.Question question, Review review) {
        review.become(new ReviewState.Running("begins", -1));
        try {
            review.become(new ReviewState.Finished(Judge.answer(question, review)));
        } catch (ApprovalException | PlanningException e) {
            review.become(new ReviewState.Failed(
                    String.valueOf(e.getMessage()), "Mend what it names and ask again; nothing was approved."));
        } catch (RuntimeException | Error e) {
            // An error that goes further is seen by nobody here, and who waits would wait for ever.
            LOG.error("review {} failed by an error of Lockkeeper's own", review.id(), e);
            review.become(new ReviewState.Failed(
                    "an error of Lockkeeper's own, which its log describes",
                    "Nothing was approved. Report the log's lines about " + review.id() + " with the migration."));
        }
    }

    /** A result that nobody has asked for yet is kept longer: whoever did not wait for it will come. */
    private void forgetOldest() {
        while (byId.size() > limits.kept()) {
            boolean many = byId.size() > 2 * limits.kept();
            Optional<String> oldest = byId.entrySet().stream()
                    .filter(entry -> entry.getValue().review().state().ended())
                    .filter(entry -> many || entry.getValue().review().told())
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (oldest.isEmpty()) {
                return;
            }
            byId.remove(oldest.get());
        }
    }

    /** Ends what waits and what runs; who waits for it is told. */
    @Override
    public void close() {
        all().forEach(review -> review.become(
                new ReviewState.Failed("the server ends", "Ask again when it is back; nothing was approved.")));
        dryRuns.close();
        lints.close();
    }
}
