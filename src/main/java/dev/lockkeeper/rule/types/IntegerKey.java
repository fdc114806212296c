package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Set;
import java.util.stream.Stream;

/** A generated key of which there are two billion at most. */
@AutoService(Rule.class)
public final class IntegerKey implements Rule {
    private static final Set<String> SHORT = Set.of("int4", "int2", "serial", "serial4", "smallserial", "serial2");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> at.statement().meaning() instanceof RelationStatement.CreateTable create
                                && create.persistence() != Persistence.TEMPORARY
                        ? create.columns().stream()
                                .filter(column -> SHORT.contains(column.type().name()) && generated(column))
                                .limit(1)
                                .map(column -> Hit.at(
                                        at,
                                        create.table().display() + "." + column.name() + " is "
                                                + column.type().sql()
                                                + ": its numbers end at "
                                                + (column.type().name().contains("2")
                                                                || column.type()
                                                                        .name()
                                                                        .startsWith("small")
                                                        ? "32,767."
                                                        : "2,147,483,647."),
                                        "Say bigint GENERATED ALWAYS AS IDENTITY: four bytes more in a new table."))
                        : Stream.empty());
    }

    private static boolean generated(ColumnDefinition column) {
        return column.identity()
                || column.type().serial()
                || column.defaultValue()
                        .map(value -> value.functions().contains("nextval"))
                        .orElse(false);
    }
}
