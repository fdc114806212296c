package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether {@code ALTER COLUMN … TYPE} only changes the catalog. Follows {@code ATColumnChangeRequiresRewrite}
 * (src/backend/commands/tablecmds.c): binary-coercible casts and length coercions that can never cut are free,
 * timestamp and timestamptz convert freely under a UTC session from 12 on; everything else rewrites. What is
 * not known here is taken as a rewrite.
 */
final class TypeChange {
    private static final Set<String> TEXTUAL = Set.of("text", "varchar");
    /** The casts without a function that extension citext brings. */
    private static final Set<String> CITEXT = Set.of("citext text", "citext varchar", "text citext", "varchar citext");

    private static final Set<String> UTC =
            Set.of("utc", "etc/utc", "gmt", "etc/gmt", "zulu", "etc/zulu", "uct", "etc/uct", "universal");
    private static final Set<String> FRACTIONAL = Set.of("timestamp", "timestamptz", "time", "timetz", "interval");

    private TypeChange() {}

    static boolean rewrites(String column, TypeName from, TypeName to, Optional<Expression> using, Situation at) {
        if (using.isPresent() && !plainCast(column, using.get())) {
            return true;
        }
        Optional<UserType> old = domain(from, at.catalog());
        Optional<UserType> wanted = domain(to, at.catalog());
        boolean same = from.name().equals(to.name()) && from.dimensions() == to.dimensions();
        if (wanted.isPresent() && !(same && old.equals(wanted))) {
            // A domain's checks are made on each row; a domain without any is its base type.
            return wanted.get().constrained()
                    || rewrites(column, from, wanted.get().baseType().orElse(to), Optional.empty(), at);
        }
        if (old.isPresent() && !same) {
            return rewrites(column, old.get().baseType().orElse(from), to, Optional.empty(), at);
        }
        if (from.dimensions() > 0 || to.dimensions() > 0) {
            // Elements are converted one by one, even where their types are binary coercible (measured).
            return !(same && from.modifiers().equals(to.modifiers()));
        }
        if (from.name().equals(to.name()) && from.schema().equals(to.schema())) {
            return !sameTypeFree(from, to);
        }
        return !otherTypeFree(from, to, at.version(), at.transaction().timeZone());
    }

    private static Optional<UserType> domain(TypeName type, Catalog catalog) {
        return type.dimensions() > 0
                ? Optional.empty()
                : catalog.type(QualifiedName.of(type.schema(), type.name()))
                        .filter(found -> found.kind() == UserType.Kind.DOMAIN);
    }

    /** The new type can hold fewer values than the old one, so existing rows may not fit. */
    static boolean mayFail(TypeName from, TypeName to) {
        if (from.name().equals(to.name())) {
            return !sameTypeFree(from, to);
        }
        List<String> integers = List.of("int2", "int4", "int8", "numeric");
        int fromAt = integers.indexOf(from.name());
        int toAt = integers.indexOf(to.name());
        if (fromAt >= 0 && toAt >= 0) {
            return toAt < fromAt || !to.modifiers().isEmpty();
        }
        boolean toUnlimitedText = TEXTUAL.contains(to.name()) && to.modifiers().isEmpty();
        boolean timestamps = Set.of("timestamp", "timestamptz").containsAll(Set.of(from.name(), to.name()));
        return !toUnlimitedText && !timestamps;
    }

    private static boolean plainCast(String column, Expression using) {
        String text = using.sql().strip().toLowerCase(Locale.ROOT).replace("\"", "");
        return text.equals(column.toLowerCase(Locale.ROOT))
                || text.matches("\\Q" + column.toLowerCase(Locale.ROOT) + "\\E\\s*::[a-z0-9_ ,()\\[\\]]+");
    }

    private static boolean sameTypeFree(TypeName from, TypeName to) {
        if (from.modifiers().equals(to.modifiers()) || to.modifiers().isEmpty()) {
            return !from.name().equals("bpchar") || from.modifiers().equals(to.modifiers());
        }
        if (from.modifiers().isEmpty()) {
            return FRACTIONAL.contains(to.name())
                    && !to.name().equals("interval")
                    && to.modifiers().getFirst() >= 6;
        }
        int oldLimit = from.modifiers().getFirst();
        int newLimit = to.modifiers().getFirst();
        return switch (from.name()) {
            case "varchar", "varbit" -> newLimit >= oldLimit;
            case "numeric" -> newLimit >= oldLimit && scale(from) == scale(to);
            case "timestamp", "timestamptz", "time", "timetz" -> newLimit >= oldLimit;
            default -> false;
        };
    }

    private static int scale(TypeName numeric) {
        return numeric.modifiers().size() > 1 ? numeric.modifiers().get(1) : 0;
    }

    private static boolean otherTypeFree(TypeName from, TypeName to, PgVersion version, String timeZone) {
        // A length of the new type is one more function call over the coerced value.
        if (BuiltIns.binaryCoercible(from.name(), to.name()) || CITEXT.contains(from.name() + ' ' + to.name())) {
            return to.modifiers().isEmpty();
        }
        boolean timestamps = Set.of("timestamp", "timestamptz").containsAll(Set.of(from.name(), to.name()));
        if (timestamps && version.atLeast(12) && UTC.contains(timeZone.toLowerCase(Locale.ROOT))) {
            return to.modifiers().isEmpty() || to.modifiers().equals(from.modifiers());
        }
        return false;
    }
}
