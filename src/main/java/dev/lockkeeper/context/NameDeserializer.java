package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;

/** Reads {@code orders} and {@code shop.orders}; a bare name is in {@code public}. */
final class NameDeserializer extends StdDeserializer<QualifiedName> {
    private static final long serialVersionUID = 1L;

    NameDeserializer() {
        super(QualifiedName.class);
    }

    @Override
    public QualifiedName deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return name(parser.getValueAsString(""));
    }

    private static QualifiedName name(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? QualifiedName.of("public", text)
                : QualifiedName.of(text.substring(0, dot), text.substring(dot + 1));
    }

    /** The same for keys of an object. */
    static final class Key extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return name(key);
        }
    }
}
