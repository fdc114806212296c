package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which step of a plan rows can break: the step's own effects, and what the submitted statement could fail on where
 * the plan took another way (a type change becomes a backfill: the same values do not fit there).
 */
public final class FailureSources {
    private final Map<String, List<Effect.FailsOnData>> more = new LinkedHashMap<>();

    public FailureSources(Plan plan, Analysis original) {
        List<Effect.FailsOnData> carried =
                plan.steps().flatMap(step -> step.all(Effect.FailsOnData.class)).toList();
        for (StatementEffects at : original.statements()) {
            List<Step> steps = plan.steps()
                    .filter(step -> step.origin().contains(at.statement().number()))
                    .toList();
            at.all(Effect.FailsOnData.class)
                    .filter(fails -> !steps.isEmpty()
                            && carried.stream().noneMatch(other -> same(other, fails, original.start())))
                    .forEach(fails -> more.computeIfAbsent(breaking(steps).id(), id -> new ArrayList<>())
                            .add(fails));
        }
    }

    /** SET NOT NULL becomes a CHECK with another SQLSTATE: table and columns say that it is the same question. */
    private static boolean same(Effect.FailsOnData carried, Effect.FailsOnData fails, Catalog catalog) {
        return carried.columns().equals(fails.columns()) && covers(carried.table(), fails.table(), catalog);
    }

    /** What is asked of a table is asked of its partitions and inheritance children too. */
    private static boolean covers(QualifiedName asked, QualifiedName table, Catalog catalog) {
        return asked.equals(table)
                || catalog.table(table).stream()
                        .flatMap(found -> Stream.concat(found.partitionOf().stream(), found.inherits().stream()))
                        .anyMatch(parent -> covers(asked, parent, catalog));
    }

    private static Step breaking(List<Step> steps) {
        return steps.stream()
                .filter(step -> step.all(Effect.WritesRows.class).findAny().isPresent())
                .findFirst()
                .orElse(steps.getFirst());
    }

    public Stream<Effect.FailsOnData> of(Step step) {
        return Stream.concat(step.all(Effect.FailsOnData.class), more.getOrDefault(step.id(), List.of()).stream())
                .distinct();
    }
}
