package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.gate.GateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the person at the client what the checklist leaves to anyone who names a source: at most three questions. What a
 * reviewer must sign is never asked here, because nobody could tell the person from the agent.
 */
final class Questions {
    private static final int MOST = 3;

    private final Service service;

    Questions(Service service) {
        this.service = service;
    }

    List<GivenAnswer> ask(Review review, ReviewState state, Client client) {
        Map<String, String> questions = open(review, state);
        if (questions.isEmpty()) {
            return List.of();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        questions.forEach((id, question) -> {
            fields.put(id, question);
            fields.put(id + "_source", "Where does that come from?");
        });
        Optional<Map<String, String>> given =
                client.ask("The checklist asks this about the migration; answer with a source.", fields);
        return given.stream()
                .flatMap(answers -> questions.keySet().stream()
                        .filter(id -> answers.containsKey(id) && answers.containsKey(id + "_source"))
                        .map(id -> new GivenAnswer(
                                id,
                                answers.getOrDefault(id, ""),
                                answers.getOrDefault(id + "_source", ""),
                                "the person at the agent's client")))
                .toList();
    }

    private Map<String, String> open(Review review, ReviewState state) {
        if (!(state instanceof ReviewState.Finished(var result))
                || result.report().checklist().isEmpty()) {
            return Map.of();
        }
        try {
            Checklist checklist = service.judge()
                    .gates()
                    .checklist(service.database(review.order().database()).config());
            Map<String, String> questions = new LinkedHashMap<>();
            result.report().checklist().get().open().stream()
                    .map(ChecklistResult.Answer::id)
                    .flatMap(id -> checklist.item(id).stream())
                    .filter(Checklist.Item::anyone)
                    .limit(MOST)
                    .forEach(item -> questions.put(item.id(), item.question()));
            return questions;
        } catch (GateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
