package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.plan.BatchPace;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.dml.BatchRewriter;
import dev.lockkeeper.sql.dml.BatchStatement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An UPDATE or DELETE of many rows in ranges of the primary key, each range its own transaction, resumable from a
 * progress table, with a pause after each: a PROCEDURE, because a function or DO block cannot commit. Settings
 * {@code lockkeeper.batch_rows} (500) and {@code lockkeeper.pause_ms} (100) tune a run without changing the file.
 */
final class BatchedBackfill {
    private BatchedBackfill() {}

    /**
     * Empty when the statement cannot be limited to a range. Without a primary key the ranges are blocks of the table,
     * where rows may be met again: only for what leaves nothing to do with a row once it was done.
     */
    static Optional<List<StepDraft>> steps(
            StatementEffects at,
            Table table,
            String statement,
            Rollback rollback,
            Set<String> objects,
            Analysis analysis,
            Reanalysis tools) {
        Optional<Constraint> key = table.primaryKey();
        Optional<BatchStatement> batch =
                BatchRewriter.rewrite(statement).or(() -> BatchRewriter.rewrite(ColumnInText.quoted(statement, table)));
        if (batch.isEmpty()
                || !roundTrips(statement, batch.get(), tools)
                || key.isEmpty() && !BlockBatches.possible(table, statement, tools)) {
            return Optional.empty();
        }
        TableSize size = Names.size(at, analysis, table.name());
        String label = Identifiers.derive(table.name().name() + "_" + Integer.toHexString(statement.hashCode()), "");
        String procedure = "lockkeeper." + Identifiers.quote(Identifiers.derive("backfill_" + label, ""));
        String name = Identifiers.literal(label);
        StepDraft prepare = StepDraft.of(
                Phase.Kind.BACKFILL,
                "prepare the batches",
                TransactionMode.TRANSACTION,
                // An interrupted run leaves its progress: taken back and run again, it must start from the first row.
                new Rollback.Undo(
                        List.of(
                                "DELETE FROM lockkeeper.backfill_progress WHERE name = " + name,
                                "DROP PROCEDURE IF EXISTS " + procedure + "()"),
                        TransactionMode.TRANSACTION),
                objects,
                "CREATE SCHEMA IF NOT EXISTS lockkeeper",
                "CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false)",
                key.map(found -> procedure(
                                procedure,
                                name,
                                table,
                                batch.get(),
                                KeyRange.of(table, found.columns(), batch.get().qualifier())))
                        .orElseGet(() -> BlockBatches.procedure(procedure, name, table, batch.get())));
        StepDraft run = StepDraft.of(
                        Phase.Kind.BACKFILL,
                        "run the batches",
                        TransactionMode.AUTOCOMMIT,
                        rollback,
                        objects,
                        "CALL " + procedure + "()")
                .forecasting(forecast(size))
                .noting(
                        pace(size),
                        "Interrupted or ended by lock_timeout: run this file again, it goes on where it stopped.");
        StepDraft clean = StepDraft.of(
                Phase.Kind.BACKFILL,
                "remove the procedure",
                TransactionMode.TRANSACTION,
                new Rollback.Nothing("the procedure is not needed any more"),
                objects,
                "DELETE FROM lockkeeper.backfill_progress WHERE name = " + name,
                "DROP PROCEDURE IF EXISTS " + procedure + "()");
        StepDraft analyze = StepDraft.of(
                Phase.Kind.BACKFILL,
                "fresh statistics",
                TransactionMode.AUTOCOMMIT,
                new Rollback.Nothing("statistics only"),
                objects,
                "ANALYZE " + table.name().sql());
        return Optional.of(List.of(prepare, run, clean, analyze));
    }

    /** What JSqlParser printed must be the same statement to PostgreSQL's grammar. */
    private static boolean roundTrips(String statement, BatchStatement batch, Reanalysis tools) {
        String printed = batch.where().isEmpty() ? batch.head() : batch.head() + " WHERE " + batch.where();
        return tools.sameMeaning(statement, printed);
    }

    /** Work of about 10 µs a row (measured with three indexes), and the pauses. */
    private static Forecast forecast(TableSize size) {
        if (size.rows().isEmpty()) {
            return Forecast.unknown("the number of rows is not known");
        }
        long rows = size.rows().getAsLong();
        long pauses = BatchPace.pauses(rows);
        return new Forecast(
                pauses + rows / 100,
                pauses + rows / 10,
                true,
                "batches of " + BatchPace.ROWS + " rows, " + Forecast.human(pauses) + " of it pauses");
    }

    private static String pace(TableSize size) {
        return "Batches of " + BatchPace.ROWS + " rows and " + BatchPace.PAUSE_MILLIS + " ms pause after each, for "
                + size.display() + ". SET lockkeeper.batch_rows and lockkeeper.pause_ms change the pace.";
    }

    private static String procedure(String procedure, String name, Table table, BatchStatement batch, KeyRange range) {
        return """
                CREATE OR REPLACE PROCEDURE %1$s()
                LANGUAGE plpgsql
                AS $lockkeeper$
                DECLARE
                  batch_rows constant integer := coalesce(nullif(current_setting('lockkeeper.batch_rows', true), ''), '%2$d')::integer;
                  pause_ms constant double precision := coalesce(nullif(current_setting('lockkeeper.pause_ms', true), ''), '%3$d')::double precision;
                  from_key text[];
                  upto_key text[];
                  changed bigint;
                BEGIN
                  INSERT INTO lockkeeper.backfill_progress (name, next_key)
                    SELECT %4$s, (SELECT %5$s FROM %6$s ORDER BY %7$s LIMIT 1)
                    ON CONFLICT (name) DO NOTHING;
                  COMMIT;
                  LOOP
                    SELECT p.next_key INTO from_key FROM lockkeeper.backfill_progress p WHERE p.name = %4$s AND NOT p.finished;
                    EXIT WHEN from_key IS NULL;
                    upto_key := (SELECT %5$s FROM %6$s WHERE %8$s ORDER BY %7$s OFFSET batch_rows LIMIT 1);
                    IF upto_key IS NULL THEN
                      %9$s;
                    ELSE
                      %10$s;
                    END IF;
                    GET DIAGNOSTICS changed = ROW_COUNT;
                    UPDATE lockkeeper.backfill_progress p
                      SET next_key = coalesce(upto_key, from_key), finished = upto_key IS NULL, rows_changed = p.rows_changed + changed
                      WHERE p.name = %4$s;
                    COMMIT;
                    PERFORM pg_sleep(pause_ms / 1000);
                  END LOOP;
                END
                $lockkeeper$""".formatted(
                        procedure,
                        BatchPace.ROWS,
                        BatchPace.PAUSE_MILLIS,
                        name,
                        range.asArray(),
                        table.name().sql(),
                        range.order(),
                        range.from("from_key"),
                        batch.over(range.qualifiedFrom("from_key")),
                        batch.over(range.qualifiedFrom("from_key") + " AND " + range.qualifiedBelow("upto_key")));
    }
}
