package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.IndexKey;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** New names and schemas, followed through to everything that mentions the old one. */
final class RenameReplay {
    private final Replay replay;

    RenameReplay(Replay replay) {
        this.replay = replay;
    }

    void rename(ObjectStatement.Rename rename) {
        switch (rename.kind()) {
            case TABLE, FOREIGN_TABLE, INDEX, SEQUENCE, VIEW, MATERIALIZED_VIEW, TYPE, DOMAIN, COLUMN, CONSTRAINT ->
                relationOrPart(rename);
            case TRIGGER ->
                trigger(replay.resolved(rename.object()), rename.part().orElse(""), rename.newName());
            case FUNCTION, PROCEDURE, ROUTINE -> routine(rename.object(), rename.newName());
            case RULE -> new TieReplay(replay).renamePart(TableTie.Kind.RULE, rename);
            case POLICY -> new TieReplay(replay).renamePart(TableTie.Kind.POLICY, rename);
            case STATISTICS -> new TieReplay(replay).rename(TableTie.Kind.STATISTICS, rename);
            case PUBLICATION -> new TieReplay(replay).rename(TableTie.Kind.PUBLICATION, rename);
            default -> {}
        }
    }

    private void trigger(QualifiedName table, String from, String to) {
        replay.triggers.replaceAll(t -> t.table().equals(table) && t.name().equals(from)
                ? new Trigger(to, table, t.function(), t.origin())
                : t);
    }

    private void routine(QualifiedName object, String to) {
        List<Function> overloads = replay.before.functions(object);
        if (overloads.isEmpty()) {
            return;
        }
        QualifiedName from = overloads.getFirst().name();
        QualifiedName name = from.sibling(to);
        if (overloads.size() == 1) {
            // Of several the statement means one, and which is not known here: then both names are there.
            replay.functions.remove(from);
        }
        replay.functions.put(name, overloads.stream().map(f -> f.withName(name)).toList());
        replay.triggers.replaceAll(
                t -> t.function().equals(from) ? new Trigger(t.name(), t.table(), name, t.origin()) : t);
    }

    private void relationOrPart(ObjectStatement.Rename rename) {
        Optional<QualifiedName> found = replay.before.resolve(rename.object());
        if (found.isEmpty()) {
            return;
        }
        QualifiedName old = found.get();
        if (rename.kind() == ObjectKind.COLUMN && rename.part().isPresent()) {
            columns(old, rename.part().get(), rename.newName());
        } else if (rename.kind() == ObjectKind.CONSTRAINT && rename.part().isPresent()) {
            constraint(old, rename.part().get(), rename.newName());
        } else if (rename.part().isEmpty()) {
            // An index and its constraint have one name, and either command renames both.
            Optional<Index> ofConstraint = Optional.ofNullable(replay.indexes.get(old))
                    .filter(index -> index.constraint().map(old.name()::equals).orElse(false));
            if (ofConstraint.isPresent()) {
                constraint(ofConstraint.get().table(), old.name(), rename.newName());
            } else {
                relation(old, old.sibling(rename.newName()));
            }
        }
    }

    /** A table takes its indexes and the sequences that its columns own along, and nothing else. */
    void move(ObjectStatement.SetSchema set) {
        switch (set.kind()) {
            case TABLE, FOREIGN_TABLE, SEQUENCE, VIEW, MATERIALIZED_VIEW, TYPE, DOMAIN ->
                replay.before.resolve(set.object()).ifPresent(old -> move(old, set.newSchema()));
            default -> {}
        }
    }

    private void move(QualifiedName old, String schema) {
        List<QualifiedName> all = Stream.of(
                        Stream.of(old),
                        replay.before.indexesOf(old).stream().map(Index::name),
                        replay.before.sequencesOf(old).map(Sequence::name))
                .flatMap(names -> names)
                .toList();
        if (all.stream().anyMatch(name -> replay.relationTaken(QualifiedName.of(schema, name.name())))) {
            return;
        }
        all.forEach(name -> relation(name, QualifiedName.of(schema, name.name())));
    }

    /** Partitions and children have the column under its new name too. */
    private void columns(QualifiedName relation, String from, String to) {
        column(relation, from, to);
        new AlterReplay(replay).below(relation).forEach(child -> column(child, from, to));
        replay.views.computeIfPresent(relation, (key, view) -> view.renamedColumn(from, to));
    }

    void column(QualifiedName table, String from, String to) {
        UnaryOperator<String> name = column -> column.equals(from) ? to : column;
        replay.views.replaceAll((key, view) -> view.using(new View.Use(table, from), to));
        replay.tables.computeIfPresent(
                table,
                (key, t) -> t.mapColumn(from, c -> c.withName(to))
                        .withPartitionKey(t.partitionKey().stream().map(name).toList())
                        .withConstraints(t.constraints().stream()
                                .map(c -> new Constraint(
                                        c.name(),
                                        c.kind(),
                                        c.columns().stream().map(name).toList(),
                                        c.check().map(check -> check.renamed(from, to)),
                                        c.references(),
                                        c.referencedColumns(),
                                        c.validated(),
                                        c.enforced(),
                                        c.origin(),
                                        c.sql()))
                                .toList()));
        replay.tables.replaceAll((key, t) -> t.withConstraints(t.constraints().stream()
                .map(c -> c.references().map(table::equals).orElse(false) ? c.referencing(name) : c)
                .toList()));
        replay.ties.replaceAll(tie -> tie.table().equals(table) ? tie.renamedColumn(from, to) : tie);
        replay.indexes.replaceAll((key, index) -> !index.table().equals(table)
                ? index
                : new Index(
                        index.name(),
                        index.table(),
                        index.unique(),
                        index.primary(),
                        index.method(),
                        index.keys().stream()
                                .map(k -> new IndexKey(
                                        k.column().map(name),
                                        k.expression().map(e -> e.renamed(from, to)),
                                        k.collation(),
                                        k.operatorClass()))
                                .toList(),
                        index.where().map(e -> e.renamed(from, to)),
                        index.valid(),
                        index.constraint(),
                        index.origin(),
                        index.sql()));
    }

    private void constraint(QualifiedName table, String from, String to) {
        replay.tables.computeIfPresent(
                table,
                (key, t) -> t.withConstraints(t.constraints().stream()
                        .map(c -> !c.name().equals(from)
                                ? c
                                : new Constraint(
                                        to,
                                        c.kind(),
                                        c.columns(),
                                        c.check(),
                                        c.references(),
                                        c.referencedColumns(),
                                        c.validated(),
                                        c.enforced(),
                                        c.origin(),
                                        c.sql()))
                        .toList()));
        Index index = replay.indexes.get(table.sibling(from));
        if (index != null && index.constraint().map(from::equals).orElse(false)) {
            replay.indexes.remove(index.name());
            replay.moveHolding(index.name(), table.sibling(to));
            replay.indexes.put(
                    table.sibling(to),
                    new Index(
                            table.sibling(to),
                            index.table(),
                            index.unique(),
                            index.primary(),
                            index.method(),
                            index.keys(),
                            index.where(),
                            index.valid(),
                            Optional.of(to),
                            index.origin(),
                            index.sql()));
        }
    }

    private void relation(QualifiedName from, QualifiedName to) {
        replay.moveHolding(from, to);
        move(replay.tables, from, to, t -> t.withName(to));
        move(
                replay.indexes,
                from,
                to,
                i -> new Index(
                        to,
                        i.table(),
                        i.unique(),
                        i.primary(),
                        i.method(),
                        i.keys(),
                        i.where(),
                        i.valid(),
                        i.constraint(),
                        i.origin(),
                        i.sql()));
        move(replay.views, from, to, v -> v.withName(to));
        move(replay.sequences, from, to, s -> new Sequence(to, s.ownedByTable(), s.ownedByColumn(), s.origin()));
        move(replay.types, from, to, t -> t.withName(to));
        RenamedType type = new RenamedType(replay.before, from, to);
        replay.types.replaceAll((key, t) -> type.in(t));
        UnaryOperator<QualifiedName> name = n -> n.equals(from) ? to : n;
        replay.tables.replaceAll((key, t) -> type.in(t)
                .withConstraints(t.constraints().stream()
                        .map(c -> new Constraint(
                                c.name(),
                                c.kind(),
                                c.columns(),
                                c.check(),
                                c.references().map(name),
                                c.referencedColumns(),
                                c.validated(),
                                c.enforced(),
                                c.origin(),
                                c.sql()))
                        .toList())
                .withPartitionOf(t.partitionOf().map(name))
                .withInherits(t.inherits().stream().map(name).toList())
                .withOfType(t.ofType().map(name)));
        replay.indexes.replaceAll((key, i) -> new Index(
                i.name(),
                name.apply(i.table()),
                i.unique(),
                i.primary(),
                i.method(),
                i.keys(),
                i.where(),
                i.valid(),
                i.constraint(),
                i.origin(),
                i.sql()));
        replay.views.replaceAll((key, v) -> v.reading(name));
        replay.ties.replaceAll(tie -> tie.renamed(name));
        replay.triggers.replaceAll(t -> new Trigger(t.name(), name.apply(t.table()), t.function(), t.origin()));
        replay.sequences.replaceAll(
                (key, s) -> new Sequence(s.name(), s.ownedByTable().map(name), s.ownedByColumn(), s.origin()));
    }

    private static <V> void move(
            Map<QualifiedName, V> map, QualifiedName from, QualifiedName to, UnaryOperator<V> change) {
        V value = map.remove(from);
        if (value != null) {
            map.put(to, change.apply(value));
        }
    }
}
