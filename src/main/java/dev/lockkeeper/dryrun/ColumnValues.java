package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The SQL expression that gives a column's value in row {@code g} of the series. */
final class ColumnValues {
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*+)'");
    private static final int NULL_STEPS = 1000;

    private final Catalog catalog;
    private final Catalog wanted;
    private final ProductionContext context;
    private final Table table;
    private final Map<QualifiedName, Long> loaded;
    private final boolean literals;

    /** {@code literals} takes values from CHECK constraints for every text column: the second try. */
    ColumnValues(
            Catalog catalog,
            Catalog wanted,
            ProductionContext context,
            Table table,
            Map<QualifiedName, Long> loaded,
            boolean literals) {
        this.catalog = catalog;
        this.wanted = wanted;
        this.context = context;
        this.table = table;
        this.loaded = loaded;
        this.literals = literals;
    }

    String of(Column column) {
        String value = value(column);
        double nulls = column.notNull() || table.provenNotNull(column.name())
                ? 0
                : context.nullFraction(table.name(), column.name()).orElse(0);
        int steps = (int) Math.round(nulls * NULL_STEPS);
        return steps == 0
                ? value
                : "CASE WHEN (g * 7919) % " + NULL_STEPS + " < " + steps + " THEN NULL ELSE " + value + " END";
    }

    private String value(Column column) {
        Optional<Constraint> key = Stream.concat(
                        catalog.foreignKeysOf(table.name()).stream(), wanted.foreignKeysOf(table.name()).stream())
                .filter(constraint -> constraint.columns().contains(column.name()))
                .findFirst();
        if (key.isPresent()) {
            return reference(column, key.get());
        }
        Optional<String> allowed = allowed(column);
        return allowed.orElseGet(() -> plain(column.type(), unique(column) ? "g" : "(1 + g % 997)", unique(column)));
    }

    private String reference(Column column, Constraint key) {
        QualifiedName parent = key.references().orElse(table.name());
        long rows = parent.equals(table.name()) ? 0 : loaded.getOrDefault(parent, 0L);
        if (rows == 0) {
            return column.notNull() ? plain(column.type(), "g", true) : "NULL";
        }
        return plain(column.type(), "(1 + (g - 1) % " + rows + ")", true);
    }

    private boolean unique(Column column) {
        return Stream.concat(catalog.indexesOf(table.name()).stream(), wanted.indexesOf(table.name()).stream())
                .anyMatch(index -> index.unique() && index.leadingColumns().contains(column.name()));
    }

    /** A value that a CHECK lists for the column: {@code c IN ('a', 'b')}. */
    private Optional<String> allowed(Column column) {
        List<Constraint> constraints = Stream.concat(
                        table.constraints().stream(),
                        wanted.table(table.name()).stream().flatMap(after -> after.constraints().stream()))
                .toList();
        for (Constraint constraint : constraints) {
            if (constraint.kind() == Kind.CHECK
                    && constraint.columns().equals(List.of(column.name()))
                    && constraint.check().isPresent()) {
                String check = constraint.check().get().sql();
                boolean list = check.contains("ANY")
                        || check.toLowerCase(java.util.Locale.ROOT).contains(" in ")
                        || literals;
                Matcher literal = LITERAL.matcher(check);
                if (list && literal.find()) {
                    return Optional.of(
                            "'" + literal.group(1) + "'::" + column.type().sql());
                }
            }
        }
        return Optional.empty();
    }

    private String plain(TypeName type, String n, boolean distinct) {
        if (type.array()) {
            return "'{}'";
        }
        Optional<UserType> user = catalog.type(QualifiedName.of(type.schema(), type.name()));
        if (user.isPresent()) {
            return user(user.get(), n, distinct);
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
            case "text", "varchar", "bpchar", "citext", "name" -> "left('v' || " + n + ", " + Math.max(1, limit) + ")";
            case "uuid" -> "md5(" + n + "::text)::uuid";
            case "timestamptz", "timestamp" ->
                "'2024-01-01 00:00:00'::" + type.name() + " + " + n + " * interval '1 second'";
            case "date" -> "'2024-01-01'::date + (" + n + " % 700)::integer";
            case "time", "timetz" -> "'00:00:00'::" + type.name() + " + (" + n + " % 86000) * interval '1 second'";
            case "interval" -> n + " * interval '1 second'";
            case "json", "jsonb" -> "('{\"n\": ' || " + n + " || '}')::" + type.name();
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

    private static String numeric(TypeName type, String n) {
        if (type.modifiers().isEmpty()) {
            return n + "::numeric";
        }
        int scale = type.modifiers().size() > 1 ? type.modifiers().get(1) : 0;
        int digits = Math.max(1, Math.min(9, type.modifiers().getFirst() - scale));
        return "(1 + " + n + " % " + ((long) Math.pow(10, digits) - 1) + ")::numeric";
    }

    private String user(UserType type, String n, boolean distinct) {
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
                        .map(base -> "(" + plain(base, n, distinct) + ")::"
                                + type.name().sql())
                        .orElse("NULL");
            case COMPOSITE, RANGE, OTHER -> "NULL";
        };
    }
}
