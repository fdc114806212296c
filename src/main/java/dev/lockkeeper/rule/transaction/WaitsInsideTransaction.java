package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Function;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Sleeping, waiting for an advisory lock or asking another server, while a lock on a table is held. */
@AutoService(Rule.class)
public final class WaitsInsideTransaction implements Rule {
    private static final Set<String> WAITING = Set.of(
            "pg_sleep",
            "pg_sleep_for",
            "pg_sleep_until",
            "pg_advisory_lock",
            "pg_advisory_lock_shared",
            "pg_advisory_xact_lock",
            "pg_advisory_xact_lock_shared",
            "http",
            "http_get",
            "http_post",
            "http_put");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                // The rule batch-loop-in-one-transaction speaks of loops that sleep.
                .filter(scene -> !scene.at().has(Effect.HoldsTransactionOpen.class))
                .flatMap(scene -> waits(
                                scene.at().statement().meaning(), scene.at().before())
                        .limit(1)
                        .flatMap(function -> scene.worst(held(scene)).stream()
                                .map(table -> scene.hit(
                                        table,
                                        "waits in " + function + " while the transaction holds its lock on "
                                                + scene.sized(table) + ": everybody who queues behind that lock waits"
                                                + " as long, and nothing in the database bounds it.",
                                        "Wait before BEGIN or after COMMIT, never in between."))));
    }

    /** Locks of the statements before, and of the body itself when the waiting stands in one. */
    private static Stream<QualifiedName> held(Scene scene) {
        Stream<QualifiedName> own =
                scene.at().statement().meaning() instanceof DataStatement.Select ? Stream.empty() : scene.blocked();
        return Stream.concat(scene.earlier().flatMap(Scene::blocked), own);
    }

    private static Stream<String> waits(Statement statement, Catalog catalog) {
        return switch (statement) {
            case DataStatement.Select select ->
                select.functions().stream()
                        .flatMap(called -> waiting(called)
                                ? Stream.of(called)
                                : bodies(catalog, called).flatMap(body -> inBody(body).stream()));
            case RoutineStatement.Do block -> inBody(block.body()).stream();
            case RoutineStatement.Call call ->
                catalog.functions(call.procedure()).stream()
                        .flatMap(function -> function.body().stream())
                        .flatMap(body -> inBody(body).stream());
            default -> Stream.empty();
        };
    }

    private static Stream<ProceduralBody> bodies(Catalog catalog, String called) {
        int dot = called.lastIndexOf('.');
        QualifiedName name = dot < 0
                ? QualifiedName.of(called)
                : QualifiedName.of(called.substring(0, dot), called.substring(dot + 1));
        return catalog.functions(name).stream().map(Function::body).flatMap(body -> body.stream());
    }

    /** A body that commits lets go of its locks. */
    private static List<String> inBody(ProceduralBody body) {
        boolean commits = body.statements().stream()
                .anyMatch(each -> each.meaning() instanceof SessionStatement.TransactionControl);
        return commits
                ? List.of()
                : body.statements().stream()
                        .flatMap(each -> each.meaning() instanceof DataStatement.Select select
                                ? select.functions().stream()
                                : Stream.empty())
                        .filter(WaitsInsideTransaction::waiting)
                        .toList();
    }

    private static boolean waiting(String function) {
        String name = function.substring(function.lastIndexOf('.') + 1);
        return WAITING.contains(name) || name.startsWith("dblink");
    }
}
