package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads a moment with its offset ({@code 2026-11-20T08:00:00Z}); a bare number could be seconds or milliseconds, and is refused. */
final class TimeDeserializer extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    TimeDeserializer() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        try {
            return OffsetDateTime.parse(parser.getText()).toInstant();
        } catch (DateTimeParseException e) {
            InvalidFormatException refused = InvalidFormatException.from(
                    parser, "not a time: " + parser.getText(), parser.getText(), Instant.class);
            refused.initCause(e);
            throw refused;
        }
    }
}
