package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tables that a script drops or renames away and makes again under the same name. What concerns such a name stays together
 * in the phase of the drop (or of the rename), in the script's order: put off by itself, the drop would meet the new table,
 * and the new one put off would leave the application without any for days.
 */
final class MadeAgain {
    private final Set<String> names = new HashSet<>();
    private boolean dropped;

    private MadeAgain() {}

    /** Empty when the script has no such table. */
    static Optional<List<DraftedUnit>> together(List<DraftedUnit> all) {
        MadeAgain again = new MadeAgain();
        int first = all.size();
        for (int i = all.size() - 1; i >= 0; i--) {
            List<DraftedUnit> later = all.subList(i + 1, all.size());
            if (again.takes(all.get(i), later)) {
                first = i;
            }
        }
        if (first == all.size()) {
            return Optional.empty();
        }
        // Views over such a table are dropped before it.
        again.views(all);
        List<DraftedUnit> placed = new ArrayList<>();
        for (DraftedUnit unit : all) {
            placed.add(again.concerns(unit) ? again.moved(unit) : unit);
        }
        return Optional.of(placed);
    }

    /** Whether the unit gives a table's name away that a later one takes; the names are remembered. */
    private boolean takes(DraftedUnit unit, List<DraftedUnit> later) {
        List<String> given = given(unit.unit().statement()).stream()
                .filter(name -> later.stream().anyMatch(next -> made(next).equals(Optional.of(name))))
                .toList();
        if (given.isEmpty()) {
            return false;
        }
        names.addAll(given);
        StatementEffects at = unit.unit().statement();
        if (at.statement().meaning() instanceof ObjectStatement.Rename rename) {
            names.add(resolved(at.before(), rename.object())
                    .sibling(rename.newName())
                    .toString());
        } else {
            dropped = true;
        }
        return true;
    }

    private void views(List<DraftedUnit> all) {
        for (int i = 0; i < all.size(); i++) {
            StatementEffects at = all.get(i).unit().statement();
            List<DraftedUnit> later = all.subList(i + 1, all.size());
            if (at.statement().meaning() instanceof ObjectStatement.Drop drop && drop.kind() == ObjectKind.VIEW) {
                drop.names().stream()
                        .map(name -> resolved(at.before(), name).toString())
                        .filter(name ->
                                later.stream().anyMatch(next -> made(next).equals(Optional.of(name))))
                        .forEach(names::add);
            }
        }
    }

    /** Existing tables that lose their name. */
    private static List<String> given(StatementEffects at) {
        Stream<QualifiedName> lost = switch (at.statement().meaning()) {
            case ObjectStatement.Drop drop when drop.kind() == ObjectKind.TABLE -> drop.names().stream();
            case ObjectStatement.Rename rename
            when rename.kind() == ObjectKind.TABLE && rename.part().isEmpty() -> Stream.of(rename.object());
            default -> Stream.empty();
        };
        return lost.filter(name -> at.before().table(name).isPresent())
                .map(name -> resolved(at.before(), name).toString())
                .toList();
    }

    private static Optional<String> made(DraftedUnit unit) {
        StatementEffects at = unit.unit().statement();
        return switch (at.statement().meaning()) {
            case RelationStatement.CreateTable create ->
                Optional.of(at.before().forNew(create.table()).toString());
            case RelationStatement.CreateTableAs create ->
                Optional.of(at.before().forNew(create.table()).toString());
            case RelationStatement.CreateView create ->
                Optional.of(at.before().forNew(create.view()).toString());
            case ObjectStatement.Rename rename
            when rename.kind() == ObjectKind.TABLE && rename.part().isEmpty() ->
                Optional.of(resolved(at.before(), rename.object())
                        .sibling(rename.newName())
                        .toString());
            default -> Optional.empty();
        };
    }

    private boolean concerns(DraftedUnit unit) {
        return unit.drafts().size() == 1
                && unit.drafts().getFirst().objects().stream()
                        .anyMatch(object ->
                                names.stream().anyMatch(name -> object.equals(name) || object.startsWith(name + ".")));
    }

    private DraftedUnit moved(DraftedUnit unit) {
        StepDraft draft = unit.drafts().getFirst();
        Phase.Kind phase = dropped || draft.phase() == Phase.Kind.CONTRACT ? Phase.Kind.CONTRACT : Phase.Kind.CUTOVER;
        StepDraft moved = draft.in(phase);
        boolean gives = given(unit.unit().statement()).stream().anyMatch(names::contains);
        return new DraftedUnit(unit.unit(), List.of(gives && phase == Phase.Kind.CUTOVER ? missing(moved) : moved));
    }

    /** The old name has no table for a moment: nothing keeps running code going, and a person has to know. */
    private static StepDraft missing(StepDraft renaming) {
        return renaming.offline()
                .noting(
                        "Until the table is made again, by a later step of this phase, code that says its name fails with 42P01: run the phase without a break.");
    }

    private static QualifiedName resolved(Catalog catalog, QualifiedName name) {
        return catalog.resolve(name).orElseGet(() -> name.inSchema("public"));
    }
}
