package dev.lockkeeper.sql.grammar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The scanner's JSON to tokens, without a tree between. */
final class TokenReader {
    private final JsonFactory json;

    TokenReader(JsonFactory json) {
        this.json = json;
    }

    /** Empty when the answer is no JSON object, which is the scanner's error message. */
    List<Token> read(byte[] memory, int from, int length) throws IOException {
        List<Token> tokens = new ArrayList<>();
        if (length == 0 || memory[from] != '{') {
            return tokens;
        }
        try (JsonParser parser = json.createParser(memory, from, length)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY && "tokens".equals(parser.currentName())) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        tokens.add(token(parser));
                    }
                }
            }
        }
        return tokens;
    }

    private static Token token(JsonParser parser) throws IOException {
        int start = 0;
        int end = 0;
        String name = "";
        String keyword = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "start" -> start = parser.getIntValue();
                case "end" -> end = parser.getIntValue();
                case "tokenName" -> name = parser.getText();
                case "keywordName" -> keyword = parser.getText();
                default -> parser.skipChildren();
            }
        }
        return new Token(start, end, name, keyword);
    }
}
