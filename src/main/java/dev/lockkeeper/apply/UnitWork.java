package dev.lockkeeper.apply;

import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.effect.WorkKind;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The work of a unit that is one kind of work on one table: an index build, or the scan of a CHECK's validation. Foreign
 * keys read two tables, and batches pause: their durations say nothing about one rate.
 */
final class UnitWork {
    private UnitWork() {}

    static Optional<MeasuredWork> of(ApplyUnit unit, long millis, Connection control) throws SQLException {
        List<ScriptStatement> statements = unit.statements().stream()
                .filter(each -> !(each.meaning() instanceof SessionStatement.SetVariable))
                .toList();
        if (statements.size() != 1) {
            return Optional.empty();
        }
        return switch (statements.getFirst().meaning()) {
            case RelationStatement.CreateIndex create ->
                measured(
                        new TableWork(create.table(), WorkKind.INDEX_BUILD, 1, create.concurrently()),
                        create.table(),
                        "true",
                        millis,
                        control);
            case RelationStatement.AlterTable alter
            when alter.actions().size() == 1
                    && alter.actions().getFirst() instanceof AlterAction.ValidateConstraint validate ->
                measured(
                        new TableWork(alter.table(), WorkKind.SCAN, 1, false),
                        alter.table(),
                        "EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.conrelid = c.oid AND o.contype = 'c' AND o.conname = ?)",
                        millis,
                        control,
                        validate.constraint());
            default -> Optional.empty();
        };
    }

    private static Optional<MeasuredWork> measured(
            TableWork work, QualifiedName table, String condition, long millis, Connection control, String... values)
            throws SQLException {
        try (PreparedStatement statement = control.prepareStatement(
                "SELECT c.reltuples::bigint FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?) AND "
                        + condition)) {
            statement.setString(1, CatalogChecks.qualified(table));
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 2, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next()
                        ? Optional.of(new MeasuredWork(work, result.getLong(1), millis))
                        : Optional.empty();
            }
        }
    }
}
