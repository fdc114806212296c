package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The index that goes finds rows for a foreign key or for queries, and no other index does. */
@AutoService(Rule.class)
public final class DropIndexInUse implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> dropped(scene)
                        .filter(index -> scene.existing(index.table()) && index.valid())
                        .filter(index -> !replaced(scene, index))
                        .flatMap(index -> users(scene, index)
                                .limit(1)
                                .map(user -> scene.hit(
                                        index.table(),
                                        "drops " + index.name().display() + " of " + scene.sized(index.table())
                                                + ", which " + user + ".",
                                        "Build what replaces it first, or show that nothing uses it any more."))));
    }

    private static Stream<Index> dropped(Scene scene) {
        return scene.at().statement().meaning() instanceof ObjectStatement.Drop drop && drop.kind() == ObjectKind.INDEX
                ? drop.names().stream().flatMap(name -> scene.at().before().index(name).stream())
                : Stream.empty();
    }

    /** Another valid index begins with the same columns, now or by the end of the script. */
    private static boolean replaced(Scene scene, Index index) {
        List<String> columns = index.leadingColumns();
        return !columns.isEmpty()
                && Stream.concat(
                                scene.at().before().indexesOf(index.table()).stream(),
                                scene.analysis().end().indexesOf(index.table()).stream())
                        .filter(other -> !other.name().equals(index.name()) || other.origin() == Origin.CREATED)
                        .anyMatch(other -> other.valid()
                                && other.where().equals(index.where())
                                && other.leadingColumns().size() >= columns.size()
                                && other.leadingColumns()
                                        .subList(0, columns.size())
                                        .equals(columns));
    }

    private static Stream<String> users(Scene scene, Index index) {
        Stream<String> keys = scene.at().before().foreignKeysOf(index.table()).stream()
                .filter(key -> index.serves(key.columns()))
                .filter(key -> scene.at().before().indexesOf(index.table()).stream()
                        .noneMatch(other -> !other.name().equals(index.name()) && other.serves(key.columns())))
                .map(key -> "is the only one that serves the foreign key " + key.name()
                        + ": each DELETE of a parent row would read the whole table");
        Stream<String> queries = Optional.ofNullable(
                scene.analysis().context().tables().get(index.table()))
                .map(facts -> facts.indexScans().getOrDefault(index.name().name(), 0L))
                .filter(scans -> scans > 0)
                .map(scans -> "was used " + TableSize.humanRows(scans)
                        + " times since the statistics were reset: those queries would read the whole table")
                .stream();
        return Stream.concat(keys, queries);
    }
}
