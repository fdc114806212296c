package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.report.HtmlReport;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a finished review left: its report as a page, its approved files to the byte. */
final class ReviewPages {
    private ReviewPages() {}

    static void report(Context context, Review review) {
        context.header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
                .contentType("text/html; charset=utf-8")
                .result(HtmlReport.render(finished(review).report()));
    }

    static void file(Context context, Review review) {
        GateResult result = finished(review);
        String path = context.pathParam("path");
        String found = Optional.ofNullable(result.written().get(path))
                .orElseThrow(() -> Problem.of(404, "no-such-file", "no such file", names(result))
                        .refusal());
        context.contentType(
                        path.contains(DsseEnvelope.FILE_NAME)
                                ? "application/json"
                                : path.endsWith(".sql")
                                        ? "application/sql; charset=utf-8"
                                        : "text/plain; charset=utf-8")
                .result(found.getBytes(StandardCharsets.UTF_8));
    }

    private static String names(GateResult result) {
        return result.envelope().isEmpty()
                ? "Nothing of this review is approved: it has no files."
                : "There are " + String.join(", ", result.written().keySet()) + ".";
    }

    private static GateResult finished(Review review) {
        return switch (review.state()) {
            case ReviewState.Finished(GateResult result) -> result;
            case ReviewState.Failed failed ->
                throw Problem.of(409, "review-failed", failed.reason(), failed.nextStep())
                        .refusal();
            case ReviewState.Queued queued -> throw early();
            case ReviewState.Running running -> throw early();
        };
    }

    private static Refusal early() {
        return Problem.of(409, "not-finished", "the review has not finished", "Ask again when it has.")
                .header("Retry-After", "2")
                .refusal();
    }
}
