package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Function;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Indexes over {@code f(column)} when the column gets another type: they are made anew, and a function for the new type
 * may not be there. Said only of numbers that no function of the name takes without a cast.
 */
final class IndexedCalls {
    /** Each is a value of those behind it without being asked; the other way round needs an assignment or a cast. */
    private static final List<String> NUMBERS = List.of("int2", "int4", "int8", "numeric", "float4", "float8");

    /** No text, quoted name or comment: what looks like a call is one. */
    private static final Pattern PLAIN = Pattern.compile("[^'\"$]*+");

    private IndexedCalls() {}

    static List<Effect> withoutFunction(Table table, AlterAction.AlterType change, Situation at) {
        TypeName to = change.type();
        boolean sure = at.known()
                && to.schema().isEmpty()
                && !to.array()
                && at.catalog().extensions().stream().allMatch("plpgsql"::equals);
        if (!sure) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        for (Table each : at.withDescendants(table)) {
            at.indexesOf(each.name())
                    .flatMap(IndexedCalls::expressions)
                    .filter(expression -> expression.columns().contains(change.column()))
                    .flatMap(expression -> calls(expression.sql(), change.column()))
                    .filter(call -> nobodyTakes(call, to.name(), at.catalog()))
                    .map(call -> new Effect.Refused(
                            "42883", "function " + call.display() + '(' + to.sql() + ") does not exist"))
                    .forEach(effects::add);
        }
        return effects;
    }

    private static Stream<Expression> expressions(Index index) {
        return Stream.concat(index.keys().stream().flatMap(key -> key.expression().stream()), index.where().stream());
    }

    /** Functions that get the column and nothing else. */
    private static Stream<QualifiedName> calls(String sql, String column) {
        boolean comment = sql.contains("--") || sql.contains("/*");
        if (comment || !PLAIN.matcher(sql).matches()) {
            return Stream.empty();
        }
        return Pattern.compile(
                        "(?<![\\w.])(?:([a-z_]\\w*)\\.)?([a-z_]\\w*)\\s*\\(\\s*" + Pattern.quote(column) + "\\s*\\)")
                .matcher(sql)
                .results()
                .map(IndexedCalls::called);
    }

    private static QualifiedName called(MatchResult call) {
        return Optional.ofNullable(call.group(1))
                .map(schema -> QualifiedName.of(schema, call.group(2)))
                .orElseGet(() -> QualifiedName.of(call.group(2)));
    }

    private static boolean nobodyTakes(QualifiedName call, String type, Catalog catalog) {
        List<Function> functions = catalog.functionsByName().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(call.name()))
                .map(Map.Entry::getValue)
                .flatMap(List::stream)
                .toList();
        return !functions.isEmpty()
                && !BuiltIns.notVolatile(call.name())
                && functions.stream().noneMatch(function -> mayTake(function, type));
    }

    private static boolean mayTake(Function function, String type) {
        if (function.lenient()) {
            return true;
        }
        if (function.arguments().size() != 1) {
            return false;
        }
        TypeName wanted = function.arguments().getFirst();
        boolean known = wanted.schema().isEmpty() && !wanted.array();
        boolean narrower = NUMBERS.contains(type)
                && NUMBERS.contains(wanted.name())
                && NUMBERS.indexOf(wanted.name()) < NUMBERS.indexOf(type);
        boolean fromOid = type.equals("oid") && wanted.name().equals("int4");
        return !known || !narrower && !fromOid;
    }
}
