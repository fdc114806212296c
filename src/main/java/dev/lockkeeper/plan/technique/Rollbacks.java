package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Statement;

/** Whether a write can be taken back: only when it fills columns that this migration added. */
final class Rollbacks {
    private Rollbacks() {}

    static Rollback ofWrite(Statement statement, Table table) {
        boolean ownColumns = statement instanceof DataStatement.Update update
                && update.columns().stream()
                        .allMatch(name -> table.column(name)
                                .map(column -> column.origin() == Origin.CREATED)
                                .orElse(false));
        return ownColumns || table.created()
                ? new Rollback.Nothing("undone when the new column is dropped")
                : new Rollback.Irreversible(
                        "the old values of the rows of " + table.name().display());
    }
}
