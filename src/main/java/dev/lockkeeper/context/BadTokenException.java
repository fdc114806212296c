package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;

/** A single token that is JSON but no fact; knows the token's own place. */
final class BadTokenException extends JsonParseException {
    private static final long serialVersionUID = 1L;

    BadTokenException(JsonParser parser, String message) {
        super(parser, message, parser.currentTokenLocation());
    }
}
