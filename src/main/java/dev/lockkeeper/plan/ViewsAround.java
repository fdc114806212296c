package dev.lockkeeper.plan;

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
 * Views that a script drops before a change of their tables and makes again after it. When the change takes several phases
 * the views would be gone for days: they are dropped and made again in the one transaction that switches over.
 */
final class ViewsAround {
    private ViewsAround() {}

    /** The same units where there is no such view, or not exactly one step that switches over. */
    static List<DraftedUnit> narrowed(List<DraftedUnit> all) {
        List<DraftedUnit> drops = all.stream().filter(unit -> again(unit, all)).toList();
        Set<String> names = new HashSet<>();
        drops.forEach(unit -> names.addAll(dropped(unit)));
        List<DraftedUnit> creates = all.stream()
                .filter(unit -> created(unit).filter(names::contains).isPresent())
                .toList();
        if (drops.isEmpty() || creates.size() != names.size()) {
            return all;
        }
        int from = all.indexOf(drops.getLast());
        int to = all.indexOf(creates.getFirst());
        if (from > to) {
            return all;
        }
        Optional<StepDraft> switching = switching(all.subList(from + 1, to));
        return switching.isEmpty()
                ? all
                : all.stream()
                        .filter(unit -> !drops.contains(unit) && !creates.contains(unit))
                        .map(unit -> new DraftedUnit(
                                unit.unit(),
                                unit.drafts().stream()
                                        .map(draft -> draft == switching.get() ? around(draft, drops, creates) : draft)
                                        .toList()))
                        .toList();
    }

    private static boolean again(DraftedUnit drop, List<DraftedUnit> all) {
        Set<String> later = new HashSet<>();
        all.subList(all.indexOf(drop) + 1, all.size())
                .forEach(unit -> created(unit).ifPresent(later::add));
        return !dropped(drop).isEmpty() && later.containsAll(dropped(drop));
    }

    private static List<String> dropped(DraftedUnit unit) {
        return unit.unit().statement().statement().meaning() instanceof ObjectStatement.Drop drop
                        && drop.kind() == ObjectKind.VIEW
                        && !drop.cascade()
                ? drop.names().stream().map(name -> name.name()).toList()
                : List.of();
    }

    private static Optional<String> created(DraftedUnit unit) {
        return unit.unit().statement().statement().meaning() instanceof RelationStatement.CreateView create
                ? Optional.of(create.view().name())
                : Optional.empty();
    }

    /** The cutover of the change between; without one its contract, or its only step. */
    private static Optional<StepDraft> switching(List<DraftedUnit> between) {
        List<StepDraft> drafts =
                between.stream().flatMap(unit -> unit.drafts().stream()).toList();
        return Stream.of(Phase.Kind.CUTOVER, Phase.Kind.CONTRACT)
                .map(kind ->
                        drafts.stream().filter(draft -> draft.phase() == kind).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .or(() -> Optional.of(drafts))
                .filter(found -> found.size() == 1)
                .map(List::getFirst)
                .filter(draft -> draft.mode() == TransactionMode.TRANSACTION);
    }

    private static StepDraft around(StepDraft draft, List<DraftedUnit> drops, List<DraftedUnit> creates) {
        List<String> statements = new ArrayList<>();
        drops.forEach(unit -> statements.add(sql(unit)));
        statements.addAll(draft.statements());
        creates.forEach(unit -> statements.add(sql(unit)));
        Set<String> objects = new HashSet<>(draft.objects());
        Stream.concat(drops.stream(), creates.stream())
                .flatMap(unit -> unit.drafts().stream())
                .forEach(each -> objects.addAll(each.objects()));
        return draft.doing(statements, objects, back(draft.rollback(), drops, creates));
    }

    private static Rollback back(Rollback own, List<DraftedUnit> drops, List<DraftedUnit> creates) {
        return switch (own) {
            case Rollback.Undo undo -> {
                List<String> all = new ArrayList<>(undone(creates));
                all.addAll(undo.statements());
                all.addAll(undone(drops));
                yield new Rollback.Undo(all, undo.mode());
            }
            case Rollback.Nothing nothing -> {
                List<String> all = new ArrayList<>(undone(creates));
                all.addAll(undone(drops));
                yield new Rollback.Undo(all, TransactionMode.TRANSACTION);
            }
            case Rollback.Irreversible lost -> lost;
        };
    }

    private static List<String> undone(List<DraftedUnit> units) {
        return units.reversed().stream()
                .flatMap(unit -> unit.drafts().reversed().stream())
                .map(StepDraft::rollback)
                .flatMap(back -> back instanceof Rollback.Undo undo ? undo.statements().stream() : Stream.empty())
                .toList();
    }

    private static String sql(DraftedUnit unit) {
        return unit.unit().statement().statement().sql();
    }
}
