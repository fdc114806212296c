package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;

/** Writes a name so that {@link NameDeserializer} reads it back: bare in {@code public}, in double quotes where it must. */
final class NameSerializer extends StdSerializer<QualifiedName> {
    private static final long serialVersionUID = 1L;

    NameSerializer() {
        super(QualifiedName.class);
    }

    @Override
    public void serialize(QualifiedName name, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString(text(name));
    }

    static String text(QualifiedName name) {
        return !name.hasSchema() || name.schema().equals("public")
                ? part(name.name())
                : part(name.schema()) + '.' + part(name.name());
    }

    private static String part(String part) {
        return part.indexOf('"') < 0 && part.indexOf('.') < 0 ? part : '"' + part.replace("\"", "\"\"") + '"';
    }

    /** The same for keys of an object. */
    static final class Key extends StdSerializer<QualifiedName> {
        private static final long serialVersionUID = 1L;

        Key() {
            super(QualifiedName.class);
        }

        @Override
        public void serialize(QualifiedName name, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeFieldName(text(name));
        }
    }
}
