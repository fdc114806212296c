package dev.lockkeeper.app.init;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kit's JSON put into the user's, or taken out of it. What is ours: the key {@code lockkeeper}, and list elements that
 * call {@code .lockkeeper/hook.sh}. Order and all else stay; the file is printed anew only when something changes.
 */
final class JsonMerge {
    private static final String KEY = "lockkeeper";
    private static final String SCRIPT = ".lockkeeper/hook.sh";
    private static final Pattern INDENT = Pattern.compile("\\n([ \\t]+)\"");

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    String put(String text, String kit) throws Refused {
        ObjectNode user = object(text, kit);
        ObjectNode merged = user.deepCopy();
        merge(merged, own(kit), kit);
        return merged.equals(user) ? text : printed(merged, text);
    }

    /** Empty when nothing but a version number is left. */
    Optional<String> remove(String text, String kit) throws Refused {
        ObjectNode user = object(text, kit);
        ObjectNode rest = user.deepCopy();
        subtract(rest, own(kit));
        if (rest.equals(user)) {
            return Optional.of(text);
        }
        boolean bare = rest.isEmpty() || rest.size() == 1 && rest.has("version");
        return bare ? Optional.empty() : Optional.of(printed(rest, text));
    }

    private void merge(ObjectNode user, ObjectNode kit, String kitText) throws Refused {
        for (Map.Entry<String, JsonNode> field : kit.properties()) {
            JsonNode there = user.get(field.getKey());
            if (there == null || field.getKey().equals(KEY)) {
                if (!field.getValue().equals(there)) {
                    user.set(field.getKey(), field.getValue());
                }
            } else if (there instanceof ObjectNode inner && field.getValue() instanceof ObjectNode own) {
                merge(inner, own, kitText);
            } else if (there instanceof ArrayNode list && field.getValue() instanceof ArrayNode own) {
                merge(list, own);
            } else if (field.getValue().isContainerNode()) {
                throw byHand("has something else under \"" + field.getKey() + "\"", kitText);
            }
        }
    }

    private static void merge(ArrayNode user, ArrayNode kit) {
        List<JsonNode> ours = user.valueStream().filter(JsonMerge::calls).toList();
        if (!ours.equals(kit.valueStream().toList())) {
            user.removeIf(JsonMerge::calls);
            kit.forEach(user::add);
        }
    }

    private static void subtract(ObjectNode user, ObjectNode kit) {
        for (Map.Entry<String, JsonNode> field : kit.properties()) {
            JsonNode there = user.get(field.getKey());
            if (field.getKey().equals(KEY)) {
                user.remove(KEY);
            } else if (there instanceof ObjectNode inner && field.getValue() instanceof ObjectNode own) {
                subtract(inner, own);
                removeEmpty(user, field.getKey(), inner.isEmpty());
            } else if (there instanceof ArrayNode list && field.getValue() instanceof ArrayNode) {
                list.removeIf(JsonMerge::calls);
                removeEmpty(user, field.getKey(), list.isEmpty());
            }
        }
    }

    private static void removeEmpty(ObjectNode user, String field, boolean empty) {
        if (empty) {
            user.remove(field);
        }
    }

    private static boolean calls(JsonNode element) {
        return element.toString().contains(SCRIPT);
    }

    private ObjectNode own(String kit) {
        try {
            return (ObjectNode) mapper.readTree(kit);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a shipped kit is not JSON", e);
        }
    }

    private ObjectNode object(String text, String kit) throws Refused {
        if (text.isBlank()) {
            return mapper.createObjectNode();
        }
        try {
            if (mapper.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw byHand("is not a JSON object", kit);
        } catch (JsonProcessingException e) {
            // Comments too: printing the file anew would lose them.
            throw byHand("is not plain JSON", kit);
        }
    }

    private static Refused byHand(String why, String kit) {
        return new Refused(why + ". Merge by hand:\n" + kit.strip());
    }

    private String printed(ObjectNode node, String like) {
        Matcher found = INDENT.matcher(like);
        DefaultIndenter indenter = new DefaultIndenter(found.find() ? found.group(1) : "  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        try {
            String text = mapper.writer(printer).writeValueAsString(node) + "\n";
            return like.contains("\r\n") ? text.replace("\n", "\r\n") : text;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
