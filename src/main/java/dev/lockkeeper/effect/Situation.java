package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a statement meets: the catalog as the statements before it left it, production's version and context, its
 * transaction; {@code rowsAsBefore} while no statement before it has written a row or given a table another name.
 */
record Situation(
        Catalog catalog,
        PgVersion version,
        ProductionContext context,
        TransactionState transaction,
        boolean only,
        Nesting nesting,
        boolean rowsAsBefore) {

    /** The same for a command with {@code ONLY}: it leaves descendants alone. */
    Situation onlyThis() {
        return new Situation(catalog, version, context, transaction, true, nesting, rowsAsBefore);
    }

    /** The same for a command that obeys no {@code ONLY}. */
    Situation withAll() {
        return new Situation(catalog, version, context, transaction, false, nesting, rowsAsBefore);
    }

    /** After a part of the same statement. */
    Situation after(RelationStatement.AlterTable part) {
        return new Situation(
                catalog.apply(part, "", Origin.CREATED), version, context, transaction, only, nesting, rowsAsBefore);
    }

    /** Inside a routine, or after one of its statements has changed the schema. */
    Situation in(Nesting inside, Catalog changed) {
        return new Situation(changed, version, context, transaction, only, inside, false);
    }

    /**
     * The table and everything below it is known to have no row: made empty by this script, or without a byte in
     * production, and no earlier statement has written a row or given a table another name.
     */
    boolean empty(Table table) {
        return rowsAsBefore && withFiles(table).stream().allMatch(each -> each.created() || withoutBytes(each.name()));
    }

    private boolean withoutBytes(QualifiedName table) {
        TableSize size = context.size(table);
        return size.rows().orElse(1) == 0 && size.bytes().orElse(1) == 0;
    }

    /** The schema is known as a whole; without it nothing can be said to be missing. */
    boolean known() {
        return !context.isNone();
    }

    /** The relation a name stands for; an unknown one is taken to be in {@code public}, its refusal is reported apart. */
    QualifiedName resolve(QualifiedName name) {
        return catalog.resolve(name).orElseGet(() -> name.inSchema("public"));
    }

    Optional<Table> table(QualifiedName name) {
        return catalog.table(name);
    }

    boolean createdHere(QualifiedName name) {
        return catalog.table(name).map(Table::created).orElse(false);
    }

    /** Whether the relation's files are known to lie in that tablespace, by name or because it is the database's own. */
    boolean liesIn(QualifiedName relation, String tablespace) {
        return catalog.tablespace(relation)
                .flatMap(place -> place.isEmpty() ? context.server().tablespace() : Optional.of(place))
                .filter(tablespace::equals)
                .isPresent();
    }

    static Effect.AcquiresLock lock(QualifiedName table, LockMode mode, String why) {
        return new Effect.AcquiresLock(table, RelationKind.TABLE, mode, why);
    }

    static Effect.AcquiresLock indexLock(QualifiedName index, LockMode mode, String why) {
        return new Effect.AcquiresLock(index, RelationKind.INDEX, mode, why);
    }

    /** The table and, where the command descends, its partitions and inheritance children at every level. */
    List<Table> withDescendants(Table table) {
        if (only) {
            return List.of(table);
        }
        List<Table> all = new ArrayList<>();
        Set<QualifiedName> seen = new HashSet<>();
        all.add(table);
        seen.add(table.name());
        for (int i = 0; i < all.size(); i++) {
            for (Table child : childrenOf(all.get(i).name())) {
                // Several parents may lead to one child, and a text may even ask for a circle.
                if (seen.add(child.name())) {
                    all.add(child);
                }
            }
        }
        return all;
    }

    /** Of these the ones that have rows of their own: a partitioned table has no file. */
    List<Table> withFiles(Table table) {
        return withDescendants(table).stream()
                .filter(each -> each.kind() != Table.Kind.PARTITIONED)
                .toList();
    }

    /** Sequences that a column of the table owns: serial and identity. */
    List<Sequence> sequencesOf(QualifiedName table) {
        return catalog.sequences().values().stream()
                .filter(sequence -> sequence.ownedByTable().map(table::equals).orElse(false))
                .toList();
    }

    Optional<Sequence> sequenceOf(QualifiedName table, String column) {
        return sequencesOf(table).stream()
                .filter(sequence -> sequence.ownedByColumn().map(column::equals).orElse(false))
                .findFirst();
    }

    static Effect.AcquiresLock sequenceLock(QualifiedName sequence, LockMode mode, String why) {
        return new Effect.AcquiresLock(sequence, RelationKind.SEQUENCE, mode, why);
    }

    static Effect.AcquiresLock viewLock(QualifiedName view, LockMode mode, String why) {
        return new Effect.AcquiresLock(view, RelationKind.VIEW, mode, why);
    }

    List<Table> childrenOf(QualifiedName parent) {
        return catalog.childrenOf(parent);
    }

    Stream<Index> indexesOf(QualifiedName table) {
        return catalog.indexesOf(table).stream();
    }

    Effect unknownRelation(QualifiedName name) {
        return new Effect.Refused("42P01", "relation \"" + name + "\" does not exist");
    }
}
