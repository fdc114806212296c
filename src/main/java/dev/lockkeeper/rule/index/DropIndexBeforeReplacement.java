package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** A later statement builds an index over the same first column: until then there is none. */
@AutoService(Rule.class)
public final class DropIndexBeforeReplacement implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> dropped(scene)
                        .filter(index -> scene.existing(index.table())
                                && index.origin() == Origin.EXISTING
                                && works(scene, index))
                        .filter(index -> followed(scene, index))
                        .map(index -> scene.hit(
                                index.table(),
                                "drops " + index.name().display() + " of " + scene.sized(index.table())
                                        + " before the index that replaces it is built: in between queries read the whole table.",
                                "Build the new index first under another name, then drop this one.")));
    }

    /** An invalid index serves no query: it is dropped first to be built again. */
    private static boolean works(Scene scene, Index index) {
        return index.valid()
                && scene.analysis().context().server().invalidIndexes().stream()
                        .noneMatch(invalid -> invalid.inSchema("public").equals(index.name()));
    }

    private static Stream<Index> dropped(Scene scene) {
        return scene.at().statement().meaning() instanceof ObjectStatement.Drop drop && drop.kind() == ObjectKind.INDEX
                ? drop.names().stream().flatMap(name -> scene.at().before().index(name).stream())
                : Stream.empty();
    }

    private static boolean followed(Scene scene, Index index) {
        return !index.leadingColumns().isEmpty()
                && scene.analysis().statements().stream()
                        .filter(at ->
                                at.statement().number() > scene.at().statement().number())
                        .anyMatch(at -> at.statement().meaning() instanceof RelationStatement.CreateIndex create
                                && at.before()
                                        .table(create.table())
                                        .map(Table::name)
                                        .equals(Optional.of(index.table()))
                                && !create.keys().isEmpty()
                                && create.keys()
                                        .getFirst()
                                        .column()
                                        .equals(Optional.of(
                                                index.leadingColumns().getFirst())));
    }
}
