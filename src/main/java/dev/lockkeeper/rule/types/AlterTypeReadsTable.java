package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A type change that rewrites nothing still sorts indexes anew for a new collation, and checks each CHECK again. */
@AutoService(Rule.class)
public final class AlterTypeReadsTable implements Rule {
    /** The reasons that the effect model gives; the card's examples hold the two together. */
    private static final Set<String> REASONS = Set.of(
            "its CHECK is made anew and checked",
            "the index is sorted by the new collation",
            "the partition's index is built anew");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> Alterations.has(scene.at(), AlterAction.AlterType.class)
                        && !scene.at().has(Effect.RewritesTable.class))
                .flatMap(scene -> hit(scene).stream());
    }

    private static Optional<Hit> hit(Scene scene) {
        return scene.worst(read(scene).map(Effect.ScansTable::table))
                .map(table -> scene.hit(
                        table,
                        "the change of type rewrites nothing, and still reads all of " + scene.sized(table) + " ("
                                + reason(scene, table) + "; " + scene.waiters(table) + " for " + scene.duration()
                                + ").",
                        "Build the new index CONCURRENTLY and drop the old one before, or drop the CHECK and add it"
                                + " again NOT VALID; else add a column of the new type and swap."));
    }

    private static Stream<Effect.ScansTable> read(Scene scene) {
        return scene.at()
                .all(Effect.ScansTable.class)
                .filter(scan -> REASONS.contains(scan.why()) && scene.blocks(scan.table()));
    }

    private static String reason(Scene scene, QualifiedName table) {
        return read(scene)
                .filter(scan -> scan.table().equals(table))
                .map(Effect.ScansTable::why)
                .findFirst()
                .orElse("");
    }
}
