package dev.lockkeeper.rule.rollback;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ProceduralBody.BodyStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** What destroys or overwrites data has no way back that could be generated. */
@AutoService(Rule.class)
public final class MissingRollback implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> !analysis.rollbackGiven())
                .flatMap(scene -> scene.worst(Stream.concat(destroyed(scene), overwritten(scene))).stream()
                        .map(table -> scene.hit(
                                table,
                                "no rollback was given, and none can be generated: the old contents of "
                                        + scene.sized(table) + " are gone once this commits.",
                                "Bring a rollback script (--down FILE) that restores them from a copy made before.")));
    }

    private static Stream<QualifiedName> destroyed(Scene scene) {
        return scene.at().all(Effect.DestroysData.class).map(Effect.DestroysData::relation);
    }

    /** New rows and columns of this migration can be taken away again; old values cannot be brought back. */
    private static Stream<QualifiedName> overwritten(Scene scene) {
        return scene.at().statement().meaning() instanceof DataStatement.Insert
                ? Stream.empty()
                : scene.at()
                        .all(Effect.WritesRows.class)
                        .map(Effect.WritesRows::table)
                        .filter(table -> !onlyNewColumns(scene, table));
    }

    private static boolean onlyNewColumns(Scene scene, QualifiedName name) {
        return switch (scene.at().statement().meaning()) {
            case DataStatement.Update update -> onlyNewColumns(scene.at().before(), name, update);
            case RoutineStatement.Call call -> {
                List<Statement> body = body(scene.at().before(), call);
                yield !body.isEmpty()
                        && body.stream()
                                .allMatch(statement -> onlyNewColumns(scene.at().before(), name, statement));
            }
            default -> false;
        };
    }

    private static List<Statement> body(Catalog catalog, RoutineStatement.Call call) {
        return catalog.functions(call.procedure()).stream()
                .flatMap(function -> function.body().stream())
                .flatMap(body -> body.statements().stream().map(BodyStatement::meaning))
                .toList();
    }

    /** What a statement of a body writes may be hidden behind a call or a text; then nothing is taken for new. */
    private static boolean onlyNewColumns(Catalog catalog, QualifiedName name, Statement statement) {
        return switch (statement) {
            case DataStatement.Update update ->
                catalog.table(update.table()).stream()
                        .filter(table -> table.name().equals(name))
                        .allMatch(table -> update.columns().stream()
                                .allMatch(column -> table.column(column)
                                        .map(found -> found.origin() == Origin.CREATED)
                                        .orElse(false)));
            case DataStatement.Select select -> select.nested().writes().isEmpty();
            case DataStatement.Insert insert -> true;
            case SessionStatement.TransactionControl control -> true;
            default -> false;
        };
    }
}
