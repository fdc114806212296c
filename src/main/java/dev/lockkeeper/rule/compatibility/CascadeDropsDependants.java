package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CASCADE drops what nobody has named: whatever depends on the object at the moment it runs. */
@AutoService(Rule.class)
public final class CascadeDropsDependants implements Rule {
    private static final String ADVICE = "Leave CASCADE out: PostgreSQL then names what depends on it (2BP01). Drop or"
            + " change that first, in statements of its own.";

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).filter(scene -> cascades(scene.at())).flatMap(scene -> hit(scene).stream());
    }

    private static boolean cascades(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case ObjectStatement.Drop drop -> drop.cascade();
            case RelationStatement.Truncate truncate -> truncate.cascade();
            default ->
                Alterations.all(at, AlterAction.DropColumn.class).anyMatch(AlterAction.DropColumn::cascade)
                        || Alterations.all(at, AlterAction.DropConstraint.class)
                                .anyMatch(AlterAction.DropConstraint::cascade);
        };
    }

    private static Optional<Hit> hit(Scene scene) {
        List<QualifiedName> dependants = dependants(scene);
        Stream<QualifiedName> touched = Stream.concat(
                dependants.stream(), scene.at().all(Effect.AcquiresLock.class).map(Effect.AcquiresLock::relation));
        boolean known = !scene.analysis().context().isNone();
        if (scene.at().effects().isEmpty()) {
            return Optional.empty();
        }
        String message = dependants.isEmpty()
                ? "CASCADE drops whatever depends on the object when this runs"
                        + (known ? "; nothing is known to depend on it now." : ", and no schema says what.")
                : "CASCADE also takes "
                        + dependants.stream().map(QualifiedName::display).collect(Collectors.joining(", "))
                        + ", or a part of it, without naming it.";
        List<QualifiedName> relations = touched.toList();
        Optional<Hit> hit = relations.isEmpty()
                ? Optional.of(Hit.at(scene.at(), message, ADVICE))
                : scene.worst(relations.stream()).map(relation -> scene.hit(relation, message, ADVICE));
        return dependants.isEmpty() && known ? hit.map(found -> found.as(Severity.NOTE)) : hit;
    }

    /** Relations that the statement does not name, and that lose something by CASCADE. */
    private static List<QualifiedName> dependants(Scene scene) {
        List<QualifiedName> named = named(scene);
        return Stream.concat(
                        scene.at()
                                .all(Effect.AcquiresLock.class)
                                .filter(lock -> lock.why().contains("CASCADE"))
                                .map(Effect.AcquiresLock::relation),
                        scene.at().all(Effect.DestroysData.class).map(Effect.DestroysData::relation))
                .filter(relation -> !named.contains(relation) && scene.existing(relation))
                .distinct()
                .sorted()
                .toList();
    }

    private static List<QualifiedName> named(Scene scene) {
        List<QualifiedName> names = switch (scene.at().statement().meaning()) {
            case ObjectStatement.Drop drop -> drop.names();
            case RelationStatement.Truncate truncate -> truncate.tables();
            case RelationStatement.AlterTable alter -> List.of(alter.table());
            default -> List.of();
        };
        return names.stream()
                .flatMap(name -> scene.at().before().resolve(name).stream())
                .toList();
    }
}
