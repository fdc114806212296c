package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.stream.Stream;

/** The same columns in the same order are indexed already. */
@AutoService(Rule.class)
public final class RedundantIndex implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at().statement().meaning() instanceof RelationStatement.CreateIndex create
                                && create.where().isEmpty()
                                && !create.unique()
                                && plain(create)
                        ? other(scene, create)
                                .map(index -> scene.hit(
                                        index.table(),
                                        index.name().display() + " of " + scene.sized(index.table()) + " already "
                                                + (index.leadingColumns().size()
                                                                == create.keys().size()
                                                        ? "is"
                                                        : "begins with")
                                                + " an index on these columns: each write pays for both.",
                                        "Use the index that is there."))
                        : Stream.empty());
    }

    private static boolean plain(RelationStatement.CreateIndex create) {
        return create.include().isEmpty()
                && create.keys().stream()
                        .allMatch(key -> key.column().isPresent()
                                && key.operatorClass().isEmpty()
                                && key.collation().isEmpty());
    }

    private static Stream<Index> other(Scene scene, RelationStatement.CreateIndex create) {
        List<String> columns =
                create.keys().stream().map(key -> key.column().orElseThrow()).toList();
        return scene.at().before().table(create.table()).stream()
                .flatMap(table -> scene.at().before().indexesOf(table.name()).stream())
                .filter(index -> index.valid()
                        && index.where().isEmpty()
                        && index.method().equals(create.method())
                        && (create.method().equals("btree") || index.keys().size() == columns.size())
                        && index.leadingColumns().size() >= columns.size()
                        && index.leadingColumns().subList(0, columns.size()).equals(columns)
                        && index.keys().stream()
                                .limit(columns.size())
                                .allMatch(key -> key.operatorClass().isEmpty()
                                        && key.collation().isEmpty()))
                .limit(1);
    }
}
