package dev.lockkeeper.rule.locking;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Dropping a foreign key, alone or with its column or table, takes ACCESS EXCLUSIVE on the table it references. */
@AutoService(Rule.class)
public final class DropLocksReferencedTable implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> scene
                        .worst(referenced(scene, dropped(scene)))
                        .map(
                                table -> scene.hit(
                                        table,
                                        "takes ACCESS EXCLUSIVE on " + scene.sized(table)
                                                + " too, because the triggers of the foreign key there are dropped: reads and writes"
                                                + " of a table that the statement does not name wait.",
                                        "Drop the foreign keys first, one per transaction, under a short lock_timeout with retries."))
                        .stream());
    }

    /** The tables whose foreign keys the statement may drop. */
    private static List<QualifiedName> dropped(Scene scene) {
        boolean keys = Alterations.has(scene.at(), AlterAction.DropConstraint.class)
                || Alterations.has(scene.at(), AlterAction.DropColumn.class);
        List<QualifiedName> named = switch (scene.at().statement().meaning()) {
            case ObjectStatement.Drop drop when drop.kind() == ObjectKind.TABLE -> drop.names();
            case RelationStatement.AlterTable alter when keys -> List.of(alter.table());
            default -> List.of();
        };
        return named.stream()
                .flatMap(name -> scene.at().before().resolve(name).stream())
                .toList();
    }

    private static Stream<QualifiedName> referenced(Scene scene, List<QualifiedName> tables) {
        return tables.stream()
                .flatMap(table -> scene.at().before().foreignKeysOf(table).stream())
                .flatMap(key -> key.references().stream())
                .filter(target -> !tables.contains(target)
                        && scene.at().strongestLock(target).equals(Optional.of(LockMode.ACCESS_EXCLUSIVE)));
    }
}
