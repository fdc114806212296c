package dev.lockkeeper.draft;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a model's answer as a proposal, whatever its provider promised about the form. Words or a fence around the
 * JSON object are passed over; everything else is refused with what is wrong, in words the model can use.
 */
public final class ProposalReader {
    private static final int LONGEST_SQL = 1 << 20;
    private static final int LONGEST_LINE = 500;
    private static final int MOST_LINES = 20;
    private static final int MOST_QUESTIONS = 3;
    private static final Set<String> FIELDS = Set.of("sql", "rollback_sql", "assumptions", "questions");

    private final ObjectMapper json = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What reading gives. */
    public sealed interface Reading {
        record Proposal(DraftProposal proposal) implements Reading {}

        record Wrong(String problem) implements Reading {}
    }

    public Reading read(String answer) {
        int begin = answer.indexOf('{');
        if (begin < 0) {
            return new Reading.Wrong(
                    answer.isBlank()
                            ? "the answer is empty"
                            : "the answer holds no JSON object, so nothing was proposed");
        }
        try {
            JsonNode tree = json.readTree(answer.substring(begin));
            return tree.isObject() ? of(tree) : new Reading.Wrong("the answer is no JSON object");
        } catch (JsonProcessingException e) {
            return new Reading.Wrong("the answer is not JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse("it cannot be read"));
        }
    }

    private static Reading of(JsonNode tree) {
        Set<String> unknown = new TreeSet<>();
        tree.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                unknown.add(ModelText.line(name, 40));
            }
        });
        if (!unknown.isEmpty()) {
            return new Reading.Wrong("the answer has fields that were not asked for: " + String.join(", ", unknown));
        }
        JsonNode sql = tree.path("sql");
        JsonNode rollback = tree.path("rollback_sql");
        if (!sql.isTextual() || !(rollback.isTextual() || rollback.isMissingNode())) {
            return new Reading.Wrong("sql and rollback_sql must be texts");
        }
        if (sql.asText().length() > LONGEST_SQL || rollback.asText("").length() > LONGEST_SQL) {
            return new Reading.Wrong("the SQL is longer than 1 MiB");
        }
        if (!lines(tree.path("assumptions")) || !lines(tree.path("questions"))) {
            return new Reading.Wrong("assumptions and questions must be lists of texts");
        }
        List<String> questions =
                texts(tree.path("questions")).stream().limit(MOST_QUESTIONS).toList();
        if (sql.asText().isBlank() && questions.isEmpty()) {
            return new Reading.Wrong("the answer holds neither SQL nor a question");
        }
        return new Reading.Proposal(
                new DraftProposal(sql.asText(), rollback.asText(""), texts(tree.path("assumptions")), questions));
    }

    private static boolean lines(JsonNode node) {
        boolean texts = node.isArray() || node.isMissingNode();
        for (JsonNode each : node) {
            texts &= each.isTextual();
        }
        return texts;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(ModelText.line(each.asText(), LONGEST_LINE)));
        return texts.stream().filter(text -> !text.isBlank()).limit(MOST_LINES).toList();
    }
}
