package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;

/** Writes a moment in UTC ({@code 2026-11-20T08:00:00Z}), as {@link TimeDeserializer} reads it. */
final class TimeSerializer extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    TimeSerializer() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString(time.toString());
    }
}
