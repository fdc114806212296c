package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** DROP of anything the catalog knows; CASCADE takes foreign keys and views with it. */
final class DropReplay {
    private final Replay replay;

    DropReplay(Replay replay) {
        this.replay = replay;
    }

    void drop(ObjectStatement.Drop drop) {
        for (QualifiedName name : drop.names()) {
            switch (drop.kind()) {
                case TABLE, FOREIGN_TABLE, MATERIALIZED_VIEW, VIEW, INDEX, SEQUENCE ->
                    replay.before.resolve(name).ifPresent(found -> relation(found, drop.cascade()));
                case FUNCTION, PROCEDURE, ROUTINE ->
                    replay.before.functions(name).stream().findFirst().ifPresent(f -> routine(f, drop.cascade()));
                case TYPE, DOMAIN -> replay.before.type(name).ifPresent(found -> type(found, drop.cascade()));
                case TRIGGER ->
                    replay.triggers.removeIf(t ->
                            t.name().equals(name.name()) && t.table().name().equals(name.schema()));
                case SCHEMA -> schema(name.name(), drop.cascade());
                case RULE -> new TieReplay(replay).drop(TableTie.Kind.RULE, name);
                case POLICY -> new TieReplay(replay).drop(TableTie.Kind.POLICY, name);
                case STATISTICS -> new TieReplay(replay).drop(TableTie.Kind.STATISTICS, name);
                case PUBLICATION -> new TieReplay(replay).drop(TableTie.Kind.PUBLICATION, name);
                default -> {}
            }
        }
    }

    /** CASCADE takes the triggers that call it. */
    private void routine(Function function, boolean cascade) {
        replay.functions.remove(function.name());
        if (cascade) {
            replay.triggers.removeIf(trigger -> trigger.function().equals(function.name()));
        }
    }

    /** Without CASCADE only an empty schema goes. */
    private void schema(String schema, boolean cascade) {
        List<QualifiedName> relations = Stream.of(
                        replay.before.tablesByName().keySet(),
                        replay.before.views().keySet(),
                        replay.before.sequences().keySet())
                .flatMap(Set::stream)
                .filter(name -> name.schema().equals(schema))
                .distinct()
                .toList();
        List<UserType> types = replay.before.types().values().stream()
                .filter(type -> type.name().schema().equals(schema))
                .toList();
        List<QualifiedName> functions = replay.before.functionsByName().keySet().stream()
                .filter(name -> name.schema().equals(schema))
                .toList();
        if (cascade || relations.isEmpty() && types.isEmpty() && functions.isEmpty()) {
            relations.forEach(name -> relation(name, true));
            types.forEach(type -> type(type, true));
            functions.forEach(replay.functions::remove);
            replay.schemas.remove(schema);
        }
    }

    /** CASCADE takes the columns of the type and the tables OF it. */
    private void type(UserType type, boolean cascade) {
        replay.types.remove(type.name());
        if (!cascade) {
            return;
        }
        AlterReplay alter = new AlterReplay(replay);
        for (Table table : replay.before.tables().toList()) {
            table.columns().stream()
                    .filter(column -> replay.before
                            .type(QualifiedName.of(
                                    column.type().schema(), column.type().name()))
                            .map(type::equals)
                            .orElse(false))
                    .forEach(column -> alter.dropColumn(table.name(), column.name()));
        }
        replay.before.tablesOf(type.name()).forEach(table -> relation(table.name(), true));
    }

    /** A partitioned table takes its partitions with it, and CASCADE the views over it, however many levels there are. */
    private void relation(QualifiedName dropped, boolean cascade) {
        Deque<QualifiedName> todo = new ArrayDeque<>(List.of(dropped));
        while (!todo.isEmpty()) {
            todo.addAll(one(todo.remove(), cascade));
        }
    }

    private List<QualifiedName> one(QualifiedName name, boolean cascade) {
        replay.tables.remove(name);
        replay.views.remove(name);
        replay.indexes.remove(name);
        replay.sequences.remove(name);
        replay.forget(name);
        List<QualifiedName> gone = new ArrayList<>(replay.tables.entrySet().stream()
                .filter(entry ->
                        entry.getValue().partitionOf().map(name::equals).orElse(false))
                .map(java.util.Map.Entry::getKey)
                .toList());
        if (cascade) {
            replay.tables.replaceAll((key, table) -> table.withConstraints(table.constraints().stream()
                    .filter(c -> !c.references().equals(Optional.of(name)))
                    .toList()));
            replay.views.values().stream()
                    .filter(view -> view.reads().contains(name))
                    .map(View::name)
                    .forEach(gone::add);
        }
        return gone;
    }
}
