package dev.lockkeeper.rule.drift;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.IndexKey;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The name is taken by something else, and the statement does nothing. */
@AutoService(Rule.class)
public final class IfNotExistsHidesDifference implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(
                        at -> difference(at)
                                .limit(1)
                                .map(
                                        difference -> Hit.at(
                                                at,
                                                difference
                                                        + ": IF NOT EXISTS skips the statement, and what was meant is not made.",
                                                "Compare the two definitions; take another name, or change the object that is there.")));
    }

    private static Stream<String> difference(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case RelationStatement.CreateIndex create ->
                create.ifNotExists() ? ofIndex(at, create) : Stream.<String>empty();
            case RelationStatement.CreateTable create ->
                create.ifNotExists()
                                && create.partitionOf().isEmpty()
                                && create.like().isEmpty()
                                && create.inherits().isEmpty()
                        ? ofTable(at, create)
                        : Stream.<String>empty();
            case RelationStatement.AlterTable alter ->
                Alterations.all(at, AlterAction.AddColumn.class)
                        .filter(AlterAction.AddColumn::ifNotExists)
                        .flatMap(add -> ofColumn(at, alter, add.column()));
            default -> Stream.<String>empty();
        };
    }

    private static Stream<String> ofIndex(StatementEffects at, RelationStatement.CreateIndex create) {
        Optional<Table> table = at.before().table(create.table());
        return create.name().stream()
                .flatMap(name ->
                        table.stream().flatMap(of -> at.before().index(of.name().sibling(name)).stream()))
                .filter(index -> !index.table().equals(table.get().name())
                        || index.unique() != create.unique()
                        || !index.method().equals(create.method())
                        || !keys(index.keys()).equals(keys(create.keys()))
                        || index.where().isPresent() != create.where().isPresent())
                .map(index -> "an index " + index.name().display() + " exists with another definition");
    }

    private static List<String> keys(List<IndexKey> keys) {
        return keys.stream().map(key -> key.column().orElse("an expression")).toList();
    }

    private static Stream<String> ofTable(StatementEffects at, RelationStatement.CreateTable create) {
        return at.before().table(at.before().forNew(create.table())).stream()
                .filter(table -> !table.columnsUnknown())
                .flatMap(table -> Stream.concat(
                        create.columns().stream()
                                .filter(column -> table.column(column.name()).isEmpty())
                                .map(column -> "the table " + table.name().display() + " exists and has no column "
                                        + column.name()),
                        create.columns().stream().flatMap(column -> otherType(table, column))));
    }

    private static Stream<String> ofColumn(
            StatementEffects at, RelationStatement.AlterTable alter, ColumnDefinition column) {
        return at.before().table(alter.table()).stream()
                .filter(table -> !table.columnsUnknown())
                .flatMap(table -> otherType(table, column));
    }

    private static Stream<String> otherType(Table table, ColumnDefinition wanted) {
        return table.column(wanted.name()).stream()
                .filter(column -> !type(column.type()).equals(type(wanted.type())))
                .map(column -> table.name().display() + "." + column.name() + " exists and is "
                        + column.type().sql() + ", not " + wanted.type().sql());
    }

    /** serial is integer with a default. */
    private static String type(TypeName type) {
        String base = switch (type.name()) {
            case "serial", "serial4" -> "int4";
            case "bigserial", "serial8" -> "int8";
            case "smallserial", "serial2" -> "int2";
            default -> type.name();
        };
        return base + type.modifiers() + type.dimensions();
    }
}
