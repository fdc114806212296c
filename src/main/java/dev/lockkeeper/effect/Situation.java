package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a statement meets: the catalog as the statements before it left it, production's version and context, its transaction. */
record Situation(Catalog catalog, PgVersion version, ProductionContext context, TransactionState transaction) {

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

    static Effect.AcquiresLock lock(QualifiedName table, LockMode mode, String why) {
        return new Effect.AcquiresLock(table, RelationKind.TABLE, mode, why);
    }

    static Effect.AcquiresLock indexLock(QualifiedName index, LockMode mode, String why) {
        return new Effect.AcquiresLock(index, RelationKind.INDEX, mode, why);
    }

    /** The table and, where the command descends, its partitions and inheritance children at every level. */
    List<Table> withDescendants(Table table) {
        List<Table> all = new ArrayList<>();
        all.add(table);
        for (int i = 0; i < all.size(); i++) {
            all.addAll(childrenOf(all.get(i).name()));
        }
        return all;
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
