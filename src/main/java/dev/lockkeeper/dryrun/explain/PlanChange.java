package dev.lockkeeper.dryrun.explain;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** In what a plan after a phase is worse than the plan before the migration. */
public record PlanChange(Kind kind, String what) {
    /** The planner's estimates are rough: less than this factor is no difference. */
    private static final double NOISE = 1.2;

    private static final double MUCH_COSTLIER = 10;
    /** As much as reading 80 MB in sequence. */
    private static final double WORTH_SAYING = 10_000;

    /** Ways to be worse. */
    public enum Kind {
        /** A large table is read in full, and was not before. */
        FULL_SCAN,
        /** At least ten times the cost, and not little. */
        COSTLIER,
        /** It does not plan any more. */
        REFUSED
    }

    /**
     * The changes for the worse of one query.
     *
     * @param large the table of a relation of the plan, under production's name, when it is not small there; a partition
     *     gives its parent
     */
    public static List<PlanChange> of(
            String label, PlanShape before, Explained after, Function<QualifiedName, Optional<QualifiedName>> large) {
        return switch (after) {
            case Explained.Refused refused ->
                List.of(new PlanChange(Kind.REFUSED, label + " is refused (" + refused.sqlState() + ")"));
            case Explained.Planned planned -> worse(label, before, planned.plan(), large);
        };
    }

    private static List<PlanChange> worse(
            String label, PlanShape before, PlanShape after, Function<QualifiedName, Optional<QualifiedName>> large) {
        List<PlanChange> changes = new ArrayList<>();
        var earlier = before.accesses().stream()
                .filter(access -> !access.full())
                .map(Access::relation)
                .collect(Collectors.toSet());
        before.accesses().stream().filter(Access::full).map(Access::relation).forEach(earlier::remove);
        if (after.cost() > before.cost() * NOISE) {
            after.accesses().stream()
                    .filter(access -> access.full() && earlier.contains(access.relation()))
                    .flatMap(access -> large.apply(access.relation()).stream())
                    .distinct()
                    .forEach(table -> changes.add(
                            new PlanChange(Kind.FULL_SCAN, label + " reads " + table.display() + " in full")));
        }
        if (changes.isEmpty() && after.cost() >= WORTH_SAYING && after.cost() >= before.cost() * MUCH_COSTLIER) {
            changes.add(new PlanChange(Kind.COSTLIER, label + " costs at least ten times as much"));
        }
        return changes;
    }
}
