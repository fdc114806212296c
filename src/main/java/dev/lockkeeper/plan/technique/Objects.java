package dev.lockkeeper.plan.technique;

import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The objects a statement changes or needs, in the words the planner orders steps by. */
final class Objects {
    private Objects() {}

    static Set<String> of(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case RelationStatement.AlterTable alter -> alter(at, alter);
            case RelationStatement.CreateTable create -> {
                Set<String> all = set(name(at, create.table()));
                Stream.concat(
                                create.constraints().stream(),
                                create.columns().stream().flatMap(c -> c.constraints().stream()))
                        .flatMap(c -> c.references().stream())
                        .forEach(target -> all.add(name(at, target)));
                yield all;
            }
            case RelationStatement.CreateTableAs create -> made(at, create.table(), create.reads());
            case RelationStatement.CreateView create -> made(at, create.view(), create.reads());
            case RelationStatement.CreateIndex create -> {
                Set<String> all = new LinkedHashSet<>();
                create.keys().forEach(key -> {
                    key.column().ifPresent(column -> all.add(column(at, create.table(), column)));
                    key.expression()
                            .ifPresent(e -> e.columns().forEach(column -> all.add(column(at, create.table(), column))));
                });
                create.where()
                        .ifPresent(e -> e.columns().forEach(column -> all.add(column(at, create.table(), column))));
                create.name().ifPresent(index -> all.add(name(at, create.table().sibling(index))));
                yield all;
            }
            case DataStatement.Update update -> {
                Set<String> all = new LinkedHashSet<>();
                update.columns().forEach(column -> all.add(column(at, update.table(), column)));
                update.where()
                        .ifPresent(e -> e.columns().forEach(column -> all.add(column(at, update.table(), column))));
                update.reads().forEach(read -> all.add(name(at, read)));
                yield all;
            }
            case ObjectStatement.Drop drop ->
                new LinkedHashSet<>(drop.names().stream().map(n -> name(at, n)).toList());
            case ObjectStatement.Rename rename ->
                rename.part().isPresent()
                        ? new LinkedHashSet<>(List.of(
                                column(at, rename.object(), rename.part().get()),
                                column(at, rename.object(), rename.newName())))
                        : set(name(at, rename.object()));
            case RoutineStatement.CreateFunction create ->
                set("routine " + create.function().name());
            case RoutineStatement.CreateTrigger create ->
                new LinkedHashSet<>(List.of(
                        "routine " + create.function().name(), name(at, create.table()) + ".trigger " + create.name()));
            case DataStatement.Select select -> {
                Set<String> all = new LinkedHashSet<>();
                select.functions().forEach(f -> all.add("routine " + f.substring(f.lastIndexOf('.') + 1)));
                select.reads().forEach(read -> all.add(name(at, read)));
                select.nested().writes().forEach(read -> all.add(name(at, read)));
                yield all;
            }
            case RoutineStatement.Call call -> set("routine " + call.procedure().name());
            default -> {
                Set<String> all = new LinkedHashSet<>();
                at.all(dev.lockkeeper.effect.Effect.AcquiresLock.class)
                        .forEach(lock -> all.add(lock.relation().toString()));
                yield all;
            }
        };
    }

    private static Set<String> made(StatementEffects at, QualifiedName relation, List<QualifiedName> reads) {
        Set<String> all = set(at.before().forNew(relation).toString());
        reads.forEach(read -> all.add(name(at, read)));
        return all;
    }

    static String column(StatementEffects at, QualifiedName table, String column) {
        return name(at, table) + "." + column;
    }

    static String name(StatementEffects at, QualifiedName table) {
        return Names.resolve(at.before(), table).toString();
    }

    private static Set<String> set(String one) {
        Set<String> all = new LinkedHashSet<>();
        all.add(one);
        return all;
    }

    private static Set<String> alter(StatementEffects at, RelationStatement.AlterTable alter) {
        Set<String> all = new LinkedHashSet<>();
        for (AlterAction action : alter.actions()) {
            switch (action) {
                case AlterAction.AddColumn add -> {
                    all.add(column(at, alter.table(), add.column().name()));
                    add.column()
                            .constraints()
                            .forEach(c -> c.references().ifPresent(target -> all.add(name(at, target))));
                }
                case AlterAction.DropColumn drop -> all.add(column(at, alter.table(), drop.column()));
                case AlterAction.AddConstraint add -> {
                    add.constraint().columns().forEach(c -> all.add(column(at, alter.table(), c)));
                    add.constraint()
                            .check()
                            .ifPresent(e -> e.columns().forEach(c -> all.add(column(at, alter.table(), c))));
                    add.constraint().name().ifPresent(n -> all.add(column(at, alter.table(), n)));
                    add.constraint()
                            .index()
                            .ifPresent(n -> all.add(name(at, alter.table().sibling(n))));
                    add.constraint().references().ifPresent(target -> all.add(name(at, target)));
                }
                case AlterAction.ValidateConstraint validate ->
                    all.add(column(at, alter.table(), validate.constraint()));
                case AlterAction.DropConstraint drop -> all.add(column(at, alter.table(), drop.constraint()));
                case AlterAction.SetDefault set -> all.add(column(at, alter.table(), set.column()));
                case AlterAction.DropDefault drop -> all.add(column(at, alter.table(), drop.column()));
                case AlterAction.SetNotNull set -> all.add(column(at, alter.table(), set.column()));
                case AlterAction.DropNotNull drop -> all.add(column(at, alter.table(), drop.column()));
                case AlterAction.AlterType type -> all.add(column(at, alter.table(), type.column()));
                default -> all.add(name(at, alter.table()));
            }
        }
        return all;
    }
}
