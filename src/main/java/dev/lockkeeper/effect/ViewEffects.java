package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;
import static dev.lockkeeper.effect.Situation.viewLock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.View;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Views and materialized views: made, replaced, refreshed, dropped, and what a query through them locks. */
final class ViewEffects {
    private ViewEffects() {}

    static List<Effect> create(RelationStatement.CreateView create, Situation at) {
        List<Effect> effects = new ArrayList<>(DataEffects.named(create.reads(), at));
        QualifiedName name = create.temporary()
                ? QualifiedName.of(
                        dev.lockkeeper.catalog.Catalog.TEMPORARY, create.view().name())
                : at.catalog().forNew(create.view());
        if (at.catalog().resolve(name).isEmpty()) {
            return effects;
        }
        if (create.orReplace() && at.catalog().view(name).isPresent()) {
            effects.add(viewLock(name, LockMode.ACCESS_EXCLUSIVE, "CREATE OR REPLACE VIEW"));
            otherColumns(create, name, at).ifPresent(effects::add);
        } else {
            effects.add(new Effect.Refused("42P07", "relation \"" + name.name() + "\" already exists"));
        }
        return effects;
    }

    /** The columns that are there stay, under their names and in their order; new ones come behind. */
    private static Optional<Effect> otherColumns(
            RelationStatement.CreateView create, QualifiedName name, Situation at) {
        Optional<List<String>> before = at.catalog().view(name).flatMap(View::columns);
        Optional<List<String>> after = at.catalog().columnsOf(create);
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        if (after.get().size() < before.get().size()) {
            return Optional.of(new Effect.Refused("42P16", "cannot drop columns from view"));
        }
        return after.get().subList(0, before.get().size()).equals(before.get())
                ? Optional.empty()
                : Optional.of(new Effect.Refused("42P16", "cannot change name of view column"));
    }

    static List<Effect> refresh(RelationStatement.RefreshMaterializedView refresh, Situation at) {
        Optional<View> found = at.catalog().view(refresh.view());
        if (found.isEmpty() && at.known()) {
            return List.of(at.unknownRelation(refresh.view()));
        }
        LockMode mode = refresh.concurrently() ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        QualifiedName view = at.resolve(refresh.view());
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(view, mode, "REFRESH MATERIALIZED VIEW"));
        boolean comparable = at.indexesOf(view)
                .anyMatch(index -> index.unique()
                        && index.where().isEmpty()
                        && index.leadingColumns().size() == index.keys().size());
        if (refresh.concurrently() && at.known() && !comparable) {
            effects.add(new Effect.Refused(
                    "55000",
                    "cannot refresh materialized view \"" + view.schema() + "." + view.name()
                            + "\" concurrently: it has no unique index over columns without WHERE"));
        }
        if (refresh.withData()) {
            List<QualifiedName> reads = found.map(View::reads).orElse(List.of());
            effects.addAll(DataEffects.reads(reads, false, at));
            DataEffects.tablesBehind(reads, at)
                    .forEach(read -> effects.add(new Effect.ScansTable(read, 1, "the view's query is run")));
            if (at.indexesOf(view).findAny().isPresent()) {
                effects.add(new Effect.ScansTable(
                        view, 1, refresh.concurrently() ? "old and new rows are compared" : "builds the indexes"));
            }
        }
        if (!refresh.concurrently()) {
            effects.add(new Effect.RewritesTable(view, "REFRESH writes a new file"));
        }
        return effects;
    }

    static List<Effect> drop(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        Optional<View> found = at.catalog().view(name);
        if (found.isEmpty() && at.known()) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused("42P01", "view \"" + name + "\" does not exist"));
        }
        QualifiedName view = at.resolve(name);
        List<Effect> effects = new ArrayList<>();
        effects.add(viewLock(view, LockMode.ACCESS_EXCLUSIVE, "DROP VIEW"));
        effects.add(new Effect.BreaksRunningCode(view, Optional.empty(), "code that reads the view fails with 42P01"));
        effects.addAll(dependants(view, Optional.empty(), drop, at));
        return effects;
    }

    /** Views over a relation, or over one of its columns: they go with CASCADE, and stop the command without. */
    static List<Effect> dependants(
            QualifiedName relation, Optional<String> column, ObjectStatement.Drop drop, Situation at) {
        return dependants(relation, column, drop.cascade(), Set.copyOf(drop.names()), "drop " + relation.display(), at);
    }

    static List<Effect> dependants(
            QualifiedName relation,
            Optional<String> column,
            boolean cascade,
            Set<QualifiedName> droppedToo,
            String what,
            Situation at) {
        List<View> staying = above(relation, column, at).stream()
                .filter(view -> droppedToo.stream().map(at::resolve).noneMatch(view.name()::equals))
                .toList();
        if (!cascade) {
            return mayDepend(staying).stream()
                    .<Effect>map(views -> new Effect.Refused("2BP01", "cannot " + what + " because " + views))
                    .toList();
        }
        List<Effect> effects = new ArrayList<>();
        for (View view : staying) {
            effects.add(viewLock(view.name(), LockMode.ACCESS_EXCLUSIVE, "is dropped by CASCADE"));
            effects.add(new Effect.DestroysData(
                    view.name(), Optional.empty(), "view " + view.name().display() + " is dropped by CASCADE"));
        }
        return effects;
    }

    /** One sentence however many they are, as the server has one error for them all. */
    static Optional<String> mayDepend(List<View> views) {
        return views.stream()
                .findFirst()
                .map(first -> "view " + first.name().display()
                        + (views.size() == 1 ? "" : " and " + (views.size() - 1) + " more")
                        + " may depend on it");
    }

    /** Views that read the relation, then views that read those, at every level. */
    private static List<View> above(QualifiedName relation, Optional<String> column, Situation at) {
        Set<View> all = new LinkedHashSet<>(at.catalog().viewsReading(relation, column));
        List<View> todo = new ArrayList<>(all);
        while (!todo.isEmpty()) {
            for (View next : at.catalog().viewsReading(todo.removeFirst().name(), Optional.empty())) {
                if (all.add(next)) {
                    todo.add(next);
                }
            }
        }
        return List.copyOf(all);
    }

    /** Views below a view, and the tables they end in; of partitioned tables every partition. */
    static List<QualifiedName> below(QualifiedName relation, Situation at) {
        Set<QualifiedName> all = new LinkedHashSet<>();
        Deque<QualifiedName> todo = new ArrayDeque<>(List.of(at.resolve(relation)));
        while (!todo.isEmpty()) {
            QualifiedName next = todo.pop();
            if (all.add(next)) {
                at.table(next)
                        .ifPresent(table -> at.withDescendants(table).stream()
                                .map(Table::name)
                                .forEach(all::add));
                at.catalog()
                        .view(next)
                        .filter(view -> !view.materialized())
                        .ifPresent(view -> view.reads().reversed().stream()
                                .map(at::resolve)
                                .forEach(todo::push));
            }
        }
        return List.copyOf(all);
    }
}
