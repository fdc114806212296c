package dev.lockkeeper.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.pg.VersionRange;
import dev.lockkeeper.sql.grammar.JsonTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown with YAML front matter to {@link RuleCard}; what is missing or misspelt is a {@link CardException}. */
public final class CardReader {
    private static final YAMLFactory YAML = new YAMLFactory();
    private static final Pattern CARD =
            Pattern.compile("\\A---\\R(.*?)\\R---\\R\\s*# ([^\\n]+)\\R(.*)\\z", Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
    private static final Set<String> KEYS =
            Set.of("code", "hazard", "severity", "postgres", "suppressible", "asks", "detected-by", "also-known-as");

    private CardReader() {}

    /** {@code name} is the file, for messages. */
    public static RuleCard read(String name, String markdown) {
        Matcher card = CARD.matcher(markdown);
        if (!card.matches()) {
            throw new CardException(name + ": a card begins with front matter between --- lines and a # title");
        }
        JsonNode front = front(name, card.group(1));
        front.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new CardException(name + ": unknown key " + key + " in the front matter");
            }
        });
        return new RuleCard(
                required(name, front, "code").asText(),
                card.group(2).strip(),
                required(name, front, "hazard").asText(),
                severity(name, required(name, front, "severity")),
                VersionRange.parse(required(name, front, "postgres").asText()),
                front.path("suppressible").asBoolean(true),
                front.path("asks").asBoolean(false),
                texts(required(name, front, "detected-by")),
                texts(required(name, front, "also-known-as")),
                sections(card.group(3)));
    }

    private static JsonNode front(String name, String yaml) {
        try (YAMLParser parser = YAML.createParser(yaml)) {
            return JsonTree.read(parser);
        } catch (IOException e) {
            throw new CardException(name + ": the front matter is not YAML: " + e.getMessage(), e);
        }
    }

    private static JsonNode required(String name, JsonNode front, String key) {
        if (!front.has(key)) {
            throw new CardException(name + ": the front matter has no " + key);
        }
        return front.get(key);
    }

    /** One word for every size, or a word for each band; {@code none} is silence. */
    private static SeverityBands severity(String name, JsonNode node) {
        Map<TableSize.Band, Severity> bands = new EnumMap<>(TableSize.Band.class);
        for (TableSize.Band band : TableSize.Band.values()) {
            JsonNode word = node.isTextual() ? node : node.path(band.name().toLowerCase(Locale.ROOT));
            switch (word.asText()) {
                case "error" -> bands.put(band, Severity.ERROR);
                case "warning" -> bands.put(band, Severity.WARNING);
                case "note" -> bands.put(band, Severity.NOTE);
                case "none" -> bands.remove(band);
                default ->
                    throw new CardException(name + ": severity of "
                            + band.name().toLowerCase(Locale.ROOT) + " tables must be error, warning, note or none");
            }
        }
        return new SeverityBands(bands);
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static Map<String, String> sections(String body) {
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher heading = HEADING.matcher(body);
        String current = "";
        int from = 0;
        while (heading.find()) {
            if (!current.isEmpty()) {
                sections.put(current, body.substring(from, heading.start()).strip());
            }
            current = heading.group(1).strip();
            from = heading.end();
        }
        if (!current.isEmpty()) {
            sections.put(current, body.substring(from).strip());
        }
        return sections;
    }
}
