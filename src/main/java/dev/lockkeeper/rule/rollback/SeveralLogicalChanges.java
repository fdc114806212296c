package dev.lockkeeper.rule.rollback;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Changes that have nothing to do with each other are approved, deployed and taken back together when they share a file. */
@AutoService(Rule.class)
public final class SeveralLogicalChanges implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        List<Set<QualifiedName>> groups = new ArrayList<>();
        List<Scene> openers = new ArrayList<>();
        for (Scene scene : Scene.of(analysis).toList()) {
            Set<QualifiedName> own = scene.blocked()
                    .map(table -> analysis.original(scene.at(), root(scene, table)))
                    .flatMap(table -> related(analysis, table))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<Set<QualifiedName>> same = groups.stream()
                    .filter(group -> group.stream().anyMatch(own::contains))
                    .toList();
            if (!own.isEmpty() && same.isEmpty()) {
                openers.add(scene);
            }
            same.forEach(own::addAll);
            groups.removeAll(same);
            if (!own.isEmpty()) {
                groups.add(own);
            }
        }
        return groups.size() < 2
                ? Stream.empty()
                : Stream.of(Hit.at(
                        openers.get(1).at(),
                        "the file changes " + groups.size() + " things that no foreign key connects ("
                                + openers.stream()
                                        .map(opener -> opener.blocked()
                                                .findFirst()
                                                .orElseThrow()
                                                .display())
                                        .collect(Collectors.joining(", "))
                                + "): they are approved, deployed and taken back together, and the first that fails"
                                + " holds up the rest.",
                        "One change a file: each then has its own verdict, rollback and retry."));
    }

    /** The table with those it references and that reference it: changes to them may be one. */
    private static Stream<QualifiedName> related(Analysis analysis, QualifiedName table) {
        return Stream.concat(
                Stream.of(table),
                Stream.of(analysis.start(), analysis.end())
                        .flatMap(catalog -> Stream.concat(
                                catalog.foreignKeysOf(table).stream()
                                        .map(Constraint::references)
                                        .flatMap(target -> target.stream()),
                                catalog.foreignKeysTo(table).stream().map(Catalog.Reference::table))));
    }

    private static QualifiedName root(Scene scene, QualifiedName table) {
        return scene.at()
                .before()
                .table(table)
                .flatMap(Table::partitionOf)
                .map(parent -> root(scene, parent))
                .orElse(table);
    }
}
