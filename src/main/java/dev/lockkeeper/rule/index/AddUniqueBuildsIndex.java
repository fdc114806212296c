package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ConstraintDefinition;
import java.util.stream.Stream;

/** UNIQUE, PRIMARY KEY and EXCLUDE build their index under ACCESS EXCLUSIVE. */
@AutoService(Rule.class)
public final class AddUniqueBuildsIndex implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> Alterations.constraints(scene.at()).anyMatch(AddUniqueBuildsIndex::needsIndex))
                .flatMap(scene -> scene
                        .worst(scene.at()
                                .all(Effect.BuildsIndex.class)
                                .map(Effect.BuildsIndex::table)
                                .filter(scene::blocks))
                        .stream()
                        .map(table -> scene.hit(
                                table,
                                "the constraint builds its index over " + scene.sized(table) + " ("
                                        + scene.waiters(table) + " for " + scene.duration() + ").",
                                fix(scene))));
    }

    /** An exclusion constraint can neither be NOT VALID nor take an index that is there. */
    private static String fix(Scene scene) {
        boolean exclude = Alterations.constraints(scene.at())
                .anyMatch(constraint -> constraint.kind() == ConstraintDefinition.Kind.EXCLUDE);
        return exclude
                ? "EXCLUDE has neither NOT VALID nor USING INDEX: give it to a new table that is filled in batches and"
                        + " swapped in, or run it in a declared window."
                : "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.";
    }

    private static boolean needsIndex(ConstraintDefinition constraint) {
        return switch (constraint.kind()) {
            case UNIQUE, PRIMARY_KEY -> constraint.index().isEmpty();
            case EXCLUDE -> true;
            case CHECK, FOREIGN_KEY, NOT_NULL -> false;
        };
    }
}
