package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.plan.BatchPace;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.dml.BatchStatement;
import java.util.Locale;

/**
 * Batches of a table without a primary key: ranges of its blocks, read by TID (a list of TIDs, because TID ranges exist
 * only from 14 on). A row that somebody changes meanwhile may move to a block already passed, so the table is gone over
 * again until a pass finds nothing left to do, or no less than the one before.
 */
final class BlockBatches {
    private BlockBatches() {}

    /** A DELETE, or an UPDATE that fills a column where it is NULL: neither finds a row twice. */
    static boolean possible(Table table, String statement, Reanalysis tools) {
        boolean oneFile = table.kind() == Table.Kind.TABLE;
        return oneFile
                && switch (tools.read(statement).statements().getFirst().meaning()) {
                    case DataStatement.Delete delete -> true;
                    case DataStatement.Update update ->
                        update.columns().size() == 1
                                && update.where()
                                        .filter(where -> fills(
                                                where.sql(), update.columns().getFirst()))
                                        .isPresent();
                    default -> false;
                };
    }

    private static boolean fills(String where, String column) {
        String lower = where.toLowerCase(Locale.ROOT);
        return (where + " ").startsWith(Identifiers.quote(column) + " IS NULL ") && !lower.contains(" or ");
    }

    static String procedure(String procedure, String name, Table table, BatchStatement batch) {
        return """
                CREATE OR REPLACE PROCEDURE %1$s()
                LANGUAGE plpgsql
                AS $lockkeeper$
                DECLARE
                  batch_rows constant integer := coalesce(nullif(current_setting('lockkeeper.batch_rows', true), ''), '%2$d')::integer;
                  pause_ms constant double precision := coalesce(nullif(current_setting('lockkeeper.pause_ms', true), ''), '%3$d')::double precision;
                  block_bytes constant bigint := current_setting('block_size')::bigint;
                  from_key text[];
                  first_block bigint;
                  end_block bigint;
                  blocks bigint;
                  found bigint;
                  changed bigint;
                BEGIN
                  -- next_key: the next block, and how many rows this pass and the one before have changed.
                  INSERT INTO lockkeeper.backfill_progress (name, next_key)
                    VALUES (%4$s, ARRAY['0', '0', NULL])
                    ON CONFLICT (name) DO NOTHING;
                  COMMIT;
                  LOOP
                    SELECT p.next_key INTO from_key FROM lockkeeper.backfill_progress p WHERE p.name = %4$s AND NOT p.finished;
                    EXIT WHEN from_key IS NULL;
                    blocks := pg_relation_size('%5$s'::regclass) / block_bytes;
                    first_block := from_key[1]::bigint;
                    end_block := first_block + (SELECT greatest(1, batch_rows * c.relpages / greatest(c.reltuples, 1))::bigint FROM pg_class c WHERE c.oid = '%5$s'::regclass);
                    %6$s;
                    GET DIAGNOSTICS changed = ROW_COUNT;
                    found := from_key[2]::bigint + changed;
                    UPDATE lockkeeper.backfill_progress p
                      SET next_key = CASE WHEN end_block < blocks THEN ARRAY[end_block::text, found::text, from_key[3]] ELSE ARRAY['0', '0', found::text] END,
                          finished = end_block >= blocks AND (found = 0 OR found >= coalesce(from_key[3]::bigint, found + 1)), rows_changed = p.rows_changed + changed
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
                        table.name().sql().replace("'", "''"),
                        batch.over(
                                batch.qualifier()
                                        + ".ctid = ANY (ARRAY(SELECT format('(%s,%s)', b, i)::tid FROM generate_series(first_block, least(end_block, blocks) - 1) b, generate_series(1, (block_bytes - 24) / 28) i))"));
    }
}
