package dev.lockkeeper.plan.technique;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Function;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.ProceduralBody.BodyStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.dml.BatchRewriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Before: a function or DO block that loops over {@code UPDATE … WHERE id IN (SELECT … LIMIT 500)} with a sleep,
 * all in one transaction. After: the write it means, in keyset batches that commit.
 */
@AutoService(Technique.class)
public final class BatchLoopToProcedure implements Technique {
    @Override
    public Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools) {
        if (!at.has(Effect.HoldsTransactionOpen.class)) {
            return Optional.empty();
        }
        List<BodyStatement> writes = bodies(at)
                .flatMap(body -> body.statements().stream())
                .filter(statement -> target(statement.meaning()).isPresent())
                .toList();
        if (writes.size() != 1) {
            return Optional.empty();
        }
        BodyStatement write = writes.getFirst();
        Optional<String> meant = BatchRewriter.unlimited(write.sql());
        Optional<Table> table = at.before().table(target(write.meaning()).orElseThrow());
        if (meant.isEmpty() || table.isEmpty()) {
            return Optional.empty();
        }
        Statement meaning = tools.read(meant.get()).statements().getFirst().meaning();
        Rollback rollback = Rollbacks.ofWrite(meaning, table.get());
        return BatchedBackfill.steps(at, table.get(), meant.get(), rollback, Objects.of(at), analysis, tools);
    }

    @Override
    public int order() {
        return 50;
    }

    private static Stream<ProceduralBody> bodies(StatementEffects at) {
        return switch (at.statement().meaning()) {
            case RoutineStatement.Do block -> Stream.of(block.body());
            case DataStatement.Select select ->
                select.functions().stream()
                        .map(name -> name.lastIndexOf('.') < 0
                                ? QualifiedName.of(name)
                                : QualifiedName.of(
                                        name.substring(0, name.lastIndexOf('.')),
                                        name.substring(name.lastIndexOf('.') + 1)))
                        .flatMap(name -> at.before().functions(name).stream())
                        .flatMap((Function function) -> function.body().stream());
            case RoutineStatement.Call call ->
                at.before().functions(call.procedure()).stream()
                        .flatMap((Function function) -> function.body().stream());
            default -> Stream.empty();
        };
    }

    private static Optional<QualifiedName> target(Statement statement) {
        return switch (statement) {
            case DataStatement.Update update -> Optional.of(update.table());
            case DataStatement.Delete delete -> Optional.of(delete.table());
            case DataStatement.Insert insert -> Optional.of(insert.table());
            default -> Optional.empty();
        };
    }
}
