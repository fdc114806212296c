package dev.lockkeeper.rule.backfill;

import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A loop over UPDATE or DELETE in a body that a statement makes or runs.
 *
 * @param write the statement inside the loop
 * @param table the existing table it writes, resolved
 * @param commits whether the loop ends its transaction on each round
 * @param pauses whether it sleeps in between
 */
record BatchLoop(
        ProceduralBody body, ProceduralBody.BodyStatement write, QualifiedName table, boolean commits, boolean pauses) {
    /** A body is judged where it is made; one that was there before, where it is called. */
    static Stream<BatchLoop> of(Scene scene) {
        return bodies(scene)
                .flatMap(body -> body.statements().stream()
                        .filter(statement -> statement.loopDepth() > 0)
                        .flatMap(statement -> written(statement.meaning())
                                .flatMap(name -> scene.at().before().table(name))
                                .map(table -> table.name())
                                .filter(scene::existing)
                                .map(table -> new BatchLoop(body, statement, table, commits(body), pauses(body)))
                                .stream()));
    }

    private static Stream<ProceduralBody> bodies(Scene scene) {
        return switch (scene.at().statement().meaning()) {
            case RoutineStatement.Do block -> Stream.of(block.body());
            case RoutineStatement.CreateFunction create ->
                create.returnsTrigger() ? Stream.<ProceduralBody>empty() : create.body().stream();
            case RoutineStatement.Call call ->
                scene.at().before().functions(call.procedure()).stream()
                        .filter(function -> function.origin() == Origin.EXISTING)
                        .flatMap(function -> function.body().stream());
            default -> Stream.<ProceduralBody>empty();
        };
    }

    static Optional<QualifiedName> written(Statement statement) {
        return switch (statement) {
            case DataStatement.Update update -> Optional.of(update.table());
            case DataStatement.Delete delete -> Optional.of(delete.table());
            default -> Optional.empty();
        };
    }

    static Optional<Expression> condition(Statement statement) {
        return switch (statement) {
            case DataStatement.Update update -> update.where();
            case DataStatement.Delete delete -> delete.where();
            default -> Optional.empty();
        };
    }

    private static boolean commits(ProceduralBody body) {
        return body.statements().stream()
                .anyMatch(statement -> statement.loopDepth() > 0
                        && statement.meaning() instanceof SessionStatement.TransactionControl control
                        && control.kind() == TransactionCommand.COMMIT);
    }

    private static boolean pauses(ProceduralBody body) {
        return body.statements().stream()
                .anyMatch(statement -> statement.loopDepth() > 0
                        && statement.meaning() instanceof DataStatement.Select select
                        && select.functions().stream().anyMatch(name -> name.startsWith("pg_sleep")));
    }
}
