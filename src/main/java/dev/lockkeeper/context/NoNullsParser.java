package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Refuses {@code null} where it stands: a fact that is not known is left out, so that there is one way to say so. */
final class NoNullsParser extends JsonParserDelegate {
    NoNullsParser(JsonParser parser) {
        super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            throw new BadTokenException(this, "null says nothing; leave the key out when the fact is not known");
        }
        return token;
    }
}
