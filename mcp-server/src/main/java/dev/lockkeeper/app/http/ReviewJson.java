package dev.lockkeeper.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.report.JsonReport;
import java.util.List;

/** Reviews as JSON: how far one is, what came of it, and the list of them. */
final class ReviewJson {
    private ReviewJson() {}

    /** Finished: the report with the approved files and their envelope. */
    static ObjectNode whole(Review review, ReviewState state) {
        return state instanceof ReviewState.Finished(GateResult result)
                ? finished(review, result)
                : brief(review, state);
    }

    private static ObjectNode finished(Review review, GateResult result) {
        ObjectNode tree = JsonReport.tree(result.report());
        tree.put("review_id", review.id());
        tree.put("state", "finished");
        ArrayNode files = tree.putArray("approved_files");
        result.approvedFiles()
                .forEach(file -> files.addObject()
                        .put("path", file.path())
                        .put("phase", file.phase())
                        .put("rollback", file.rollback())
                        .put("sql", file.text()));
        result.envelope().ifPresent(envelope -> tree.put("envelope", envelope));
        if (!result.releases().isEmpty()) {
            ObjectNode runner = tree.putObject("runner_files");
            result.releases().forEach(release -> release.written().forEach(runner::put));
        }
        return tree;
    }

    /** The state with what belongs to it, and of a result only the verdict. */
    static ObjectNode brief(Review review, ReviewState state) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("review_id", review.id())
                .put("state", state.code());
        switch (state) {
            case ReviewState.Queued queued -> node.put("ahead", queued.ahead());
            case ReviewState.Running running -> {
                node.put("stage", running.stage());
                if (running.fraction() >= 0) {
                    node.put("fraction", running.fraction());
                }
            }
            case ReviewState.Finished(GateResult result) ->
                node.put("verdict", result.report().verdict().code());
            case ReviewState.Failed failed ->
                node.put("reason", failed.reason()).put("next_step", failed.nextStep());
        }
        return node;
    }

    /** Newest first. */
    static ObjectNode list(List<Review> reviews) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode array = node.putArray("reviews");
        for (Review review : reviews.reversed()) {
            ObjectNode each = brief(review, review.state());
            each.put("name", review.order().name());
            review.order().database().ifPresent(database -> each.put("database", database));
            each.put("begun", review.begun().toString());
            array.add(each);
        }
        return node;
    }
}
