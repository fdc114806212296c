package dev.lockkeeper.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.lockkeeper.sql.grammar.JsonTree;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt template: what it is for, which inputs it takes, what comes out, and its text with {@code {{input}}} where
 * values go.
 */
record PromptCard(String name, int version, String purpose, Set<String> inputs, String output, String body) {
    private static final Pattern CARD = Pattern.compile("\\A---\\R(.*?)\\R---\\R(.*)\\z", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Set<String> KEYS = Set.of("name", "version", "purpose", "inputs", "output");

    /** {@code file} is for messages; a template with a place that no input fills is refused. */
    static PromptCard read(String file, String markdown) {
        Matcher card = CARD.matcher(markdown);
        if (!card.matches()) {
            throw new PromptException(file + ": a prompt begins with front matter between --- lines (name, version,"
                    + " purpose, inputs, output)");
        }
        JsonNode front = front(file, card.group(1));
        front.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new PromptException(file + ": unknown key " + key + " in the front matter");
            }
        });
        Set<String> inputs = new LinkedHashSet<>();
        required(file, front, "inputs").forEach(input -> inputs.add(input.asText()));
        for (String input : inputs) {
            if (!PromptInputs.NAMES.contains(input)) {
                throw new PromptException(
                        file + ": there is no input " + input + "; there are " + String.join(", ", PromptInputs.NAMES));
            }
        }
        Matcher place = PLACE.matcher(card.group(2));
        while (place.find()) {
            if (!inputs.contains(place.group(1))) {
                throw new PromptException(
                        file + ": {{" + place.group(1) + "}} is not among its inputs: add it there, or correct it");
            }
        }
        return new PromptCard(
                required(file, front, "name").asText(),
                required(file, front, "version").asInt(),
                required(file, front, "purpose").asText(),
                inputs,
                required(file, front, "output").asText(),
                card.group(2));
    }

    private static JsonNode front(String file, String yaml) {
        try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
            return JsonTree.read(parser);
        } catch (IOException e) {
            throw new PromptException(file + ": the front matter is not YAML: " + e.getMessage(), e);
        }
    }

    private static JsonNode required(String file, JsonNode front, String key) {
        if (!front.has(key)) {
            throw new PromptException(file + ": the front matter has no " + key);
        }
        return front.get(key);
    }
}
