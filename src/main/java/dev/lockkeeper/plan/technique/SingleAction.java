package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;

/** An ALTER TABLE with one action, on a table whose size matters: what most techniques start from. */
record SingleAction(Table table, AlterAction action, Table after) {

    static Optional<SingleAction> of(StatementEffects at, Analysis analysis) {
        if (!(at.statement().meaning() instanceof RelationStatement.AlterTable alter)
                || alter.kind() != ObjectKind.TABLE
                || alter.actions().size() != 1
                || !Names.matters(at, analysis, alter.table())) {
            return Optional.empty();
        }
        Optional<Table> table = at.before().table(alter.table());
        return table.map(before -> new SingleAction(
                before,
                alter.actions().getFirst(),
                analysis.end().table(before.name()).orElse(before)));
    }

    /** The table with its new column, and the keys that its rows can be found by before the column has its values. */
    Table whileFilling() {
        return after.withConstraints(table.constraints());
    }

    /** {@code ALTER TABLE t } and the action. */
    String alter(String rest) {
        return "ALTER TABLE " + table.name().sql() + " " + rest;
    }

    String column(String name) {
        return table.name() + "." + name;
    }
}
