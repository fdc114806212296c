package dev.lockkeeper.apply;

import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;

/** How each kind of statement that runs outside of a transaction is taken up after an interruption. */
final class Recoveries {
    private Recoveries() {}

    static Recovery of(UnitReader.Cut cut) {
        return cut.mode() == TransactionMode.TRANSACTION
                ? new Recovery.RolledBack()
                : of(cut.statements().getFirst().meaning());
    }

    private static Recovery of(Statement statement) {
        return switch (statement) {
            case RelationStatement.CreateIndex create
            when create.concurrently() ->
                create.name()
                        .<Recovery>map(
                                name -> new Recovery.BuildsIndex(create.table().sibling(name)))
                        .orElseGet(Recovery.Unknown::new);
            case ObjectStatement.Drop drop when drop.concurrently() -> new Recovery.DropsIndexes(drop.names());
            // Of a schema or database the leftovers could be anybody's.
            case RelationStatement.Reindex reindex
            when reindex.concurrently() && (reindex.kind() == ObjectKind.TABLE || reindex.kind() == ObjectKind.INDEX) ->
                reindex.object().<Recovery>map(Recovery.Reindexes::new).orElseGet(Recovery.Unknown::new);
            case RelationStatement.Vacuum vacuum -> new Recovery.Repeatable();
            case RoutineStatement.Call call
            when call.procedure().schema().equals("lockkeeper") -> new Recovery.Batches();
            default -> new Recovery.Unknown();
        };
    }
}
