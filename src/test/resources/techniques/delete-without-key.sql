-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
DELETE FROM log WHERE at < '2020-01-01';

-- plan on 12 to 18
-- 1 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
CREATE OR REPLACE PROCEDURE lockkeeper.backfill_log_9b7a793f()
LANGUAGE plpgsql
AS $lockkeeper$
DECLARE
  batch_rows constant integer := coalesce(nullif(current_setting('lockkeeper.batch_rows', true), ''), '500')::integer;
  pause_ms constant double precision := coalesce(nullif(current_setting('lockkeeper.pause_ms', true), ''), '100')::double precision;
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
    VALUES ('log_9b7a793f', ARRAY['0', '0', NULL])
    ON CONFLICT (name) DO NOTHING;
  COMMIT;
  LOOP
    SELECT p.next_key INTO from_key FROM lockkeeper.backfill_progress p WHERE p.name = 'log_9b7a793f' AND NOT p.finished;
    EXIT WHEN from_key IS NULL;
    blocks := pg_relation_size('public.log'::regclass) / block_bytes;
    first_block := from_key[1]::bigint;
    end_block := first_block + (SELECT greatest(1, batch_rows * c.relpages / greatest(c.reltuples, 1))::bigint FROM pg_class c WHERE c.oid = 'public.log'::regclass);
    DELETE FROM log WHERE (at < '2020-01-01') AND log.ctid = ANY (ARRAY(SELECT format('(%s,%s)', b, i)::tid FROM generate_series(first_block, least(end_block, blocks) - 1) b, generate_series(1, (block_bytes - 24) / 28) i));
    GET DIAGNOSTICS changed = ROW_COUNT;
    found := from_key[2]::bigint + changed;
    UPDATE lockkeeper.backfill_progress p
      SET next_key = CASE WHEN end_block < blocks THEN ARRAY[end_block::text, found::text, from_key[3]] ELSE ARRAY['0', '0', found::text] END,
          finished = end_block >= blocks AND (found = 0 OR found >= coalesce(from_key[3]::bigint, found + 1)), rows_changed = p.rows_changed + changed
      WHERE p.name = 'log_9b7a793f';
    COMMIT;
    PERFORM pg_sleep(pause_ms / 1000);
  END LOOP;
END
$lockkeeper$;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'log_9b7a793f'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_log_9b7a793f()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_log_9b7a793f();
--     back: none, lost is the deleted rows of log
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'log_9b7a793f';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_log_9b7a793f();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.log;
--     back: nothing, statistics only
