package dev.lockkeeper.context;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code orders}, {@code shop.orders} and {@code shop."odd.name"}, case-exact as the server's catalog has
 * them; a bare name is in {@code public}.
 */
final class NameDeserializer extends StdDeserializer<QualifiedName> {
    private static final long serialVersionUID = 1L;
    private static final String PART = "(?:\"((?:[^\"]|\"\")+)\"|([^\".]+))";
    private static final Pattern NAME = Pattern.compile(PART + "(?:\\." + PART + ")?");

    NameDeserializer() {
        super(QualifiedName.class);
    }

    @Override
    public QualifiedName deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (QualifiedName) context.handleUnexpectedToken(QualifiedName.class, parser);
        }
        return name(parser.getText(), context);
    }

    private static QualifiedName name(String text, DeserializationContext context) throws IOException {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            throw new BadTokenException(
                    context.getParser(),
                    "\"" + text + "\" is not a name; write orders, shop.orders or shop.\"odd.name\"");
        }
        String first = part(matcher, 1);
        return matcher.group(3) == null && matcher.group(4) == null
                ? QualifiedName.of("public", first)
                : QualifiedName.of(first, part(matcher, 3));
    }

    private static String part(Matcher matcher, int group) {
        return Optional.ofNullable(matcher.group(group))
                .map(quoted -> quoted.replace("\"\"", "\""))
                .orElseGet(() -> matcher.group(group + 1));
    }

    /** The same for keys of an object; {@code orders} and {@code public.orders} are one name, and refused as such. */
    static final class Key extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            QualifiedName name = name(key, context);
            String place = context.getParser().getParsingContext().getParent().pathAsPointer() + " " + name;
            String first = (String) context.getAttribute(place);
            if (first != null) {
                throw new BadTokenException(
                        context.getParser(),
                        "\"" + key + "\" and \"" + first + "\" are the same table. Keep the one that is true");
            }
            context.setAttribute(place, key);
            return name;
        }
    }
}
