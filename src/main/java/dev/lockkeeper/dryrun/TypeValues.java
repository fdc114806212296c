package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The SQL expression of a type's value number {@code n}, itself an SQL expression: different numbers, different values where the type allows. */
final class TypeValues {
    /** From here on a text is filled up with digits of a hash instead of being short. */
    private static final int FILLED = 12;

    private final Catalog catalog;

    TypeValues(Catalog catalog) {
        this.catalog = catalog;
    }

    /** {@code width} is the average width in bytes that texts shall have, when it is known. */
    String of(TypeName type, String n, OptionalInt width) {
        if (type.array()) {
            return "'{}'";
        }
        Optional<UserType> user = catalog.type(QualifiedName.of(type.schema(), type.name()));
        if (user.isPresent()) {
            return user(user.get(), n, width);
        }
        int limit = type.modifiers().isEmpty() ? 40 : type.modifiers().getFirst();
        return switch (type.name()) {
            case "int2", "smallserial" -> "(" + n + " % 32000)::smallint";
            case "int4", "serial", "oid" -> n + "::" + (type.name().equals("oid") ? "oid" : "integer");
            case "int8", "bigserial" -> n + "::bigint";
            case "float4", "float8" -> "(" + n + " + 0.5)";
            case "numeric" -> numeric(type, n);
            case "money" -> n + "::integer::money";
            case "bool" -> "(" + n + " % 2 = 0)";
            case "text", "varchar", "bpchar", "citext", "name" -> text(type, n, width);
            case "uuid" -> "md5(" + n + "::text)::uuid";
            case "timestamptz", "timestamp" ->
                "'2024-01-01 00:00:00'::" + type.name() + " + " + n + " * interval '1 second'";
            case "date" -> "'2024-01-01'::date + (" + n + " % 700)::integer";
            case "time", "timetz" -> "'00:00:00'::" + type.name() + " + (" + n + " % 86000) * interval '1 second'";
            case "interval" -> n + " * interval '1 second'";
            case "json", "jsonb" -> json(type, n, width);
            case "bytea" -> "decode(md5(" + n + "::text), 'hex')";
            case "inet", "cidr" ->
                "('10.' || (" + n + " / 65536 % 256) || '.' || (" + n + " / 256 % 256) || '.' || (" + n + " % 256))::"
                        + type.name();
            case "macaddr" -> "'08:00:2b:01:02:03'::macaddr";
            case "bit" ->
                "repeat('1', " + Math.max(1, type.modifiers().isEmpty() ? 1 : limit) + ")::bit("
                        + Math.max(1, type.modifiers().isEmpty() ? 1 : limit) + ")";
            case "varbit" -> "'1'::varbit";
            case "tsvector" -> "''::tsvector";
            case "xml" -> "'<a/>'::xml";
            case "point" -> "'(0,0)'::point";
            case "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange" -> "'empty'::" + type.name();
            default -> "NULL";
        };
    }

    private static String text(TypeName type, String n, OptionalInt width) {
        boolean limited = !type.modifiers().isEmpty();
        int limit =
                limited ? Math.max(1, type.modifiers().getFirst()) : type.name().equals("name") ? 63 : 10_000;
        if (width.orElse(0) < FILLED || limit < FILLED) {
            return "left('v' || " + n + ", " + Math.min(limit, limited ? limit : 40) + ")";
        }
        int wanted = Math.min(limit, width.getAsInt());
        return "left(repeat(md5(" + n + "::text), " + (wanted + 31) / 32 + "), " + wanted + ")";
    }

    private static String json(TypeName type, String n, OptionalInt width) {
        int filling = Math.min(10_000, width.orElse(0)) - 30;
        String more = filling > 0
                ? " || ', \"s\": \"' || left(repeat(md5(" + n + "::text), " + (filling + 31) / 32 + "), " + filling
                        + ") || '\"'"
                : "";
        return "('{\"n\": ' || " + n + more + " || '}')::" + type.name();
    }

    private static String numeric(TypeName type, String n) {
        if (type.modifiers().isEmpty()) {
            return n + "::numeric";
        }
        int scale = type.modifiers().size() > 1 ? type.modifiers().get(1) : 0;
        int digits = Math.max(1, Math.min(9, type.modifiers().getFirst() - scale));
        return "(1 + " + n + " % " + ((long) Math.pow(10, digits) - 1) + ")::numeric";
    }

    private String user(UserType type, String n, OptionalInt width) {
        return switch (type.kind()) {
            case ENUM ->
                type.labels().isEmpty()
                        ? "NULL"
                        : "(ARRAY["
                                + String.join(
                                        ", ",
                                        type.labels().stream()
                                                .map(Identifiers::literal)
                                                .toList()) + "])[1 + " + n + " % "
                                + type.labels().size() + "]::" + type.name().sql();
            case DOMAIN ->
                type.baseType()
                        .map(base ->
                                "(" + of(base, n, width) + ")::" + type.name().sql())
                        .orElse("NULL");
            case COMPOSITE, RANGE, OTHER -> "NULL";
        };
    }

    /** Whether values of the type are texts. */
    static boolean text(TypeName type) {
        return !type.array()
                && List.of("text", "varchar", "bpchar", "citext", "name").contains(type.name());
    }
}
