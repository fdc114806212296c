package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A prepared statement whose columns change their number or type fails in every session that has it. */
@AutoService(Rule.class)
public final class CachedPlansFail implements Rule {
    private static final Pattern ALL_COLUMNS = Pattern.compile("(?is).*\\bselect\\s+(distinct\\s+)?(\\w+\\.)?\\*.*");
    private static final String ADVICE = "Deploy or recycle the pool right after it, or let the driver prepare again"
            + " when it sees 0A000; list columns instead of *.";

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> table(scene).filter(scene::existing).stream()
                        .flatMap(table -> Stream.concat(types(scene, table), stars(scene, table))
                                .limit(1)));
    }

    private static Optional<QualifiedName> table(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table()).map(Table::name)
                : Optional.empty();
    }

    private static Stream<Hit> types(Scene scene, QualifiedName table) {
        return Alterations.all(scene.at(), AlterAction.AlterType.class)
                .filter(alter -> scene.at().before().table(table).stream()
                        .flatMap(found -> found.column(alter.column()).stream())
                        .map(Column::origin)
                        .anyMatch(Origin.EXISTING::equals))
                .map(alter -> scene.hit(
                        table,
                        table.display() + "." + alter.column() + " becomes "
                                + alter.type().sql()
                                + " under running code: every prepared statement that returns it fails with 0A000"
                                + " (cached plan must not change result type) until its session prepares it anew, and"
                                + " code that reads the old type meets the new one.",
                        ADVICE));
    }

    /** A column more or less concerns the statements that return all of them. */
    private static Stream<Hit> stars(Scene scene, QualifiedName table) {
        boolean columns = Alterations.has(scene.at(), AlterAction.AddColumn.class)
                || Alterations.has(scene.at(), AlterAction.DropColumn.class);
        return columns
                ? scene.analysis().context().queriesUsing(table, Optional.empty()).stream()
                        .filter(query -> ALL_COLUMNS.matcher(query.query()).matches())
                        .limit(1)
                        .map(query -> scene.hit(
                                table,
                                "the columns of " + table.display() + " change under the query "
                                        + query.query()
                                        + query.application()
                                                .map(name -> " of " + name)
                                                .orElse("")
                                        + ": where it is prepared it fails with 0A000 (cached plan must not change"
                                        + " result type) until its session prepares it anew.",
                                ADVICE))
                : Stream.empty();
    }
}
