package dev.lockkeeper.rule.scan;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.TypeStatement;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A constraint of a domain is checked in every table that uses the domain, while their writers wait. */
@AutoService(Rule.class)
public final class DomainCheckScansTables implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> scene.at().statement().meaning() instanceof TypeStatement.AlterDomain)
                .flatMap(scene -> scene
                        .worst(scanned(scene))
                        .map(table -> scene.hit(
                                table,
                                "every value of the domain is checked in "
                                        + scanned(scene).map(scene::sized).collect(Collectors.joining(" and "))
                                        + ", and writes to them wait for " + scene.duration()
                                        + " (SHARE lock; NOT VALID and a later VALIDATE take it too).",
                                "Put the CHECK on the tables instead, NOT VALID first: there VALIDATE blocks nobody."))
                        .stream());
    }

    private static Stream<QualifiedName> scanned(Scene scene) {
        return scene.at()
                .all(Effect.ScansTable.class)
                .map(Effect.ScansTable::table)
                .filter(scene::existing)
                .distinct();
    }
}
