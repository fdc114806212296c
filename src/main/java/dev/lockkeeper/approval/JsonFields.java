package dev.lockkeeper.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of a JSON object, each with the type it must have; anything else is refused by name. */
record JsonFields(JsonNode object) {
    static JsonFields of(JsonNode value) throws Refused {
        if (!value.isObject()) {
            throw new Refused(Refusal.Code.MALFORMED, "has something else where an object belongs");
        }
        return new JsonFields(value);
    }

    String text(String name) throws Refused {
        return typed(name, JsonNodeType.STRING).textValue();
    }

    int integer(String name) throws Refused {
        long value = whole(name);
        if (value != (int) value) {
            throw wrong(name);
        }
        return (int) value;
    }

    long whole(String name) throws Refused {
        JsonNode value = typed(name, JsonNodeType.NUMBER);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name);
        }
        return value.longValue();
    }

    Instant time(String name) throws Refused {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException notATime) {
            throw wrong(name);
        }
    }

    Optional<Instant> optionalTime(String name) throws Refused {
        return object.has(name) ? Optional.of(time(name)) : Optional.empty();
    }

    Optional<String> optionalText(String name) throws Refused {
        return object.has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** Absent means empty; an empty list that is spelled out makes the rewritten bytes differ. */
    <T> List<T> optionalList(String name, Reader<T> reader) throws Refused {
        return object.has(name) ? list(name, reader) : List.of();
    }

    Sha256 digest(String name) throws Refused {
        return in(name).hex("sha256");
    }

    Sha256 hex(String name) throws Refused {
        try {
            return new Sha256(text(name));
        } catch (IllegalArgumentException notADigest) {
            throw wrong(name);
        }
    }

    JsonFields in(String name) throws Refused {
        return new JsonFields(typed(name, JsonNodeType.OBJECT));
    }

    List<String> texts(String name) throws Refused {
        List<String> result = new ArrayList<>();
        for (JsonNode item : typed(name, JsonNodeType.ARRAY)) {
            if (!item.isTextual()) {
                throw wrong(name);
            }
            result.add(item.textValue());
        }
        return result;
    }

    <T> List<T> list(String name, Reader<T> reader) throws Refused {
        List<T> result = new ArrayList<>();
        for (JsonNode item : typed(name, JsonNodeType.ARRAY)) {
            result.add(reader.read(of(item)));
        }
        return result;
    }

    Refused wrong(String name) {
        return new Refused(Refusal.Code.MALFORMED, "has no usable field '" + name + "'");
    }

    private JsonNode typed(String name, JsonNodeType type) throws Refused {
        JsonNode value = object.path(name);
        if (value.getNodeType() != type) {
            throw wrong(name);
        }
        return value;
    }

    /** Reads one element of a list. */
    interface Reader<T> {
        T read(JsonFields fields) throws Refused;
    }
}
