package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.util.Optional;

/** Look-ups that several techniques share: resolved names, sizes, and what PostgreSQL would call a new object. */
final class Names {
    private Names() {}

    static QualifiedName resolve(Catalog catalog, QualifiedName name) {
        return catalog.resolve(name).orElseGet(() -> name.inSchema("public"));
    }

    /** The table exists and is neither new nor small: length of work on it is a hazard. */
    static boolean matters(StatementEffects at, Analysis analysis, QualifiedName table) {
        return at.before()
                .table(table)
                .map(Table::name)
                .map(name -> !analysis.size(at, name).trivial())
                .orElse(false);
    }

    static TableSize size(StatementEffects at, Analysis analysis, QualifiedName table) {
        return analysis.size(at, resolve(at.before(), table));
    }

    /** The constraint that the statement adds to the table, with its final name. */
    static Optional<Constraint> added(Table before, Table after) {
        return after.constraints().stream()
                .filter(c -> before.constraint(c.name()).isEmpty())
                .findFirst();
    }

    /** The index that the statement adds to the table, with its final name. */
    static Optional<Index> addedIndex(Catalog before, Catalog after, QualifiedName table) {
        return after.indexesOf(table).stream()
                .filter(index -> before.indexesOf(table).stream()
                        .noneMatch(old -> old.name().equals(index.name())))
                .findFirst();
    }
}
