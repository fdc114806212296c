package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.TypeName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is converted: the column, or the text that USING makes of it before its one cast. */
record ConversionSource(String sql, String type) {
    /** Functions from text to text that never raise on any row. */
    private static final Set<String> TEXT_TO_TEXT =
            Set.of("btrim", "ltrim", "rtrim", "trim", "lower", "upper", "replace", "translate", "nullif", "coalesce");

    private static final Set<String> TEXTUAL = Set.of("text", "varchar", "bpchar");
    private static final Map<String, String> SPELLINGS = Map.ofEntries(
            Map.entry("int", "int4"),
            Map.entry("integer", "int4"),
            Map.entry("bigint", "int8"),
            Map.entry("smallint", "int2"),
            Map.entry("boolean", "bool"),
            Map.entry("decimal", "numeric"),
            Map.entry("real", "float4"),
            Map.entry("double precision", "float8"),
            Map.entry("character varying", "varchar"),
            Map.entry("character", "char"),
            Map.entry("timestamp with time zone", "timestamptz"),
            Map.entry("timestamp without time zone", "timestamp"));
    private static final Pattern CAST =
            Pattern.compile("(?s)(.+?)\\s*::\\s*([A-Za-z_][\\w.\" ]*(?:\\([\\d, ]+\\))?(?:[\\w ]*))");
    private static final Pattern CAST_CALL =
            Pattern.compile("(?is)cast\\s*\\(\\s*(.+?)\\s+as\\s+([A-Za-z_][\\w.\" ]*(?:\\([\\d, ]+\\))?[\\w ]*)\\)");

    static Optional<ConversionSource> of(AlterAction.AlterType change, TypeName from, Situation at) {
        String column = Identifiers.quote(change.column());
        String type = base(from, at);
        if (change.using().isEmpty()) {
            return Optional.of(new ConversionSource(column, type));
        }
        Expression using = change.using().get();
        String text = unbracketed(using.sql().strip());
        if (names(text, change.column())) {
            return Optional.of(new ConversionSource(column, type));
        }
        Matcher cast = CAST.matcher(text);
        Matcher call = CAST_CALL.matcher(text);
        Matcher found = call.matches() ? call : cast;
        if (using.subquery() || !(found == call || cast.matches()) || !sameType(found.group(2), change.type())) {
            return Optional.empty();
        }
        return inner(unbracketed(found.group(1).strip()), using, change.column(), type);
    }

    private static Optional<ConversionSource> inner(String inner, Expression using, String column, String type) {
        String quoted = Identifiers.quote(column);
        if (names(inner, column)) {
            return Optional.of(new ConversionSource(quoted, type));
        }
        String asText = inner.replaceFirst("(?i)\\s*::\\s*(text|varchar)$", "");
        if (!asText.equals(inner) && names(asText, column)) {
            return Optional.of(new ConversionSource(quoted + "::text", "text"));
        }
        boolean oneCall = inner.matches("(?s)[A-Za-z_]+\\s*\\(.*\\)") && closesAtEnd(inner);
        return oneCall
                        && TEXTUAL.contains(type)
                        && using.columns().equals(Set.of(column))
                        && TEXT_TO_TEXT.containsAll(using.functions())
                        && inner.toLowerCase(Locale.ROOT).matches("(?s)[a-z_]+\\s*\\([\\w\\s\",'().$€%+-]*\\)")
                ? Optional.of(new ConversionSource(inner, "text"))
                : Optional.empty();
    }

    private static boolean names(String text, String column) {
        return text.equals(Identifiers.quote(column))
                || text.toLowerCase(Locale.ROOT).equals(column)
                || text.equals('"' + column + '"');
    }

    private static boolean sameType(String written, TypeName to) {
        return plain(written).equals(plain(to.sql()));
    }

    private static String plain(String type) {
        String bare = type.toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ")
                .replaceAll(" ?([(),]) ?", "$1")
                .replace("\"", "")
                .strip();
        int bracket = bare.indexOf('(');
        String name = bracket < 0 ? bare : bare.substring(0, bracket);
        return SPELLINGS.getOrDefault(name, name) + (bracket < 0 ? "" : bare.substring(bracket));
    }

    /** The type below a domain. */
    private static String base(TypeName type, Situation at) {
        return at.catalog()
                .type(QualifiedName.of(type.schema(), type.name()))
                .filter(user -> user.kind() == UserType.Kind.DOMAIN)
                .flatMap(UserType::baseType)
                .map(TypeName::name)
                .orElse(type.name());
    }

    private static String unbracketed(String text) {
        String now = text;
        while (now.startsWith("(") && closesAtEnd(now)) {
            now = now.substring(1, now.length() - 1).strip();
        }
        return now;
    }

    /** The first bracket is closed by the last character, literals and quoted names apart. */
    private static boolean closesAtEnd(String text) {
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i == text.length() - 1;
            }
        }
        return false;
    }
}
