package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A wider key whose numbers still end at two billion. */
@AutoService(Rule.class)
public final class SequenceStaysInteger implements Rule {
    private static final Set<String> SHORT = Set.of("int4", "int2", "serial", "serial4", "smallserial", "serial2");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                        ? scene.at().before().table(alter.table()).stream()
                                .flatMap(table -> Alterations.all(scene.at(), AlterAction.AlterType.class)
                                        .filter(change -> change.type().name().equals("int8"))
                                        .flatMap(change -> sequence(scene, table, change.column()).stream())
                                        .filter(sequence -> !widened(analysis, sequence))
                                        .map(sequence -> scene.hit(
                                                table.name(),
                                                "the column of " + scene.sized(table.name())
                                                        + " becomes bigint, but its sequence "
                                                        + sequence.name().display()
                                                        + " stays integer and ends at 2,147,483,647.",
                                                "ALTER SEQUENCE "
                                                        + sequence.name().display()
                                                        + " AS bigint in the same migration.")))
                        : Stream.empty());
    }

    private static Optional<Sequence> sequence(Scene scene, Table table, String name) {
        boolean shortSerial = table.column(name)
                .map(column ->
                        !column.identity() && SHORT.contains(column.type().name()))
                .orElse(false);
        return shortSerial
                ? scene.at().before().sequences().values().stream()
                        .filter(sequence -> sequence.ownedByTable().equals(Optional.of(table.name()))
                                && sequence.ownedByColumn().equals(Optional.of(name)))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean widened(Analysis analysis, Sequence sequence) {
        return analysis.statements().stream()
                .anyMatch(at -> at.statement().meaning() instanceof RelationStatement.AlterSequence alter
                        && alter.type().equals(Optional.of("int8"))
                        && at.before().resolve(alter.sequence()).equals(Optional.of(sequence.name())));
    }
}
