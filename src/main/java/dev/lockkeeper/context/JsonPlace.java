package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Line and column (both from 1) of a value in a JSON text. Jackson reports where it stopped reading, which is the
 * end of the object when a record is refused; a person needs the key.
 */
final class JsonPlace {
    private JsonPlace() {}

    /** The place of the value at {@code path} (keys, and positions as {@code [3]}), or of its nearest parent that is there. */
    static Optional<JsonLocation> find(String text, List<String> path) {
        Optional<JsonLocation> nearest = Optional.empty();
        try (JsonParser parser = ContextJson.parser(text)) {
            parser.nextToken();
            for (String step : path) {
                if (!enter(parser, step)) {
                    return nearest;
                }
                nearest = Optional.of(parser.currentTokenLocation());
            }
        } catch (IOException e) {
            return nearest; // the text is broken behind the place: what was found until there is the answer
        }
        return nearest;
    }

    private static boolean enter(JsonParser parser, String step) throws IOException {
        boolean list = parser.hasToken(JsonToken.START_ARRAY);
        if (!list && !parser.hasToken(JsonToken.START_OBJECT)) {
            return false;
        }
        for (int position = 0; ; position++) {
            JsonToken token = parser.nextToken();
            if (token == null || token.isStructEnd()) {
                return false;
            }
            String name = list ? "[" + position + "]" : parser.currentName();
            if (!list) {
                parser.nextToken();
            }
            if (step.equals(name)) {
                return true;
            }
            parser.skipChildren();
        }
    }
}
