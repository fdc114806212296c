-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE log ADD COLUMN id bigserial PRIMARY KEY;

-- plan on 12 to 18
-- 1 expand
--   add column id [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.log ADD COLUMN id bigint;
--     back: ALTER TABLE public.log DROP COLUMN IF EXISTS id
--   number new rows [lock 2000 ms, statement 5000 ms]
CREATE SEQUENCE public.log_id_seq AS bigint OWNED BY public.log.id;
ALTER TABLE public.log ALTER COLUMN id SET DEFAULT nextval('public.log_id_seq'::regclass);
--     back: ALTER TABLE public.log ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE IF EXISTS public.log_id_seq
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
CREATE OR REPLACE PROCEDURE lockkeeper.backfill_log_c9fb6525()
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
    VALUES ('log_c9fb6525', ARRAY['0', '0', NULL])
    ON CONFLICT (name) DO NOTHING;
  COMMIT;
  LOOP
    SELECT p.next_key INTO from_key FROM lockkeeper.backfill_progress p WHERE p.name = 'log_c9fb6525' AND NOT p.finished;
    EXIT WHEN from_key IS NULL;
    blocks := pg_relation_size('public.log'::regclass) / block_bytes;
    first_block := from_key[1]::bigint;
    end_block := first_block + (SELECT greatest(1, batch_rows * c.relpages / greatest(c.reltuples, 1))::bigint FROM pg_class c WHERE c.oid = 'public.log'::regclass);
    UPDATE public.log SET id = nextval('public.log_id_seq'::regclass) WHERE (id IS NULL) AND log.ctid = ANY (ARRAY(SELECT format('(%s,%s)', b, i)::tid FROM generate_series(first_block, least(end_block, blocks) - 1) b, generate_series(1, (block_bytes - 24) / 28) i));
    GET DIAGNOSTICS changed = ROW_COUNT;
    found := from_key[2]::bigint + changed;
    UPDATE lockkeeper.backfill_progress p
      SET next_key = CASE WHEN end_block < blocks THEN ARRAY[end_block::text, found::text, from_key[3]] ELSE ARRAY['0', '0', found::text] END,
          finished = end_block >= blocks AND (found = 0 OR found >= coalesce(from_key[3]::bigint, found + 1)), rows_changed = p.rows_changed + changed
      WHERE p.name = 'log_c9fb6525';
    COMMIT;
    PERFORM pg_sleep(pause_ms / 1000);
  END LOOP;
END
$lockkeeper$;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'log_c9fb6525'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_log_c9fb6525()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_log_c9fb6525();
--     back: nothing, goes with the column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'log_c9fb6525';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_log_c9fb6525();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.log;
--     back: nothing, statistics only
-- 3 expand
--   add constraint log_id_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.log ADD CONSTRAINT log_id_proof CHECK (id IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.log DROP CONSTRAINT IF EXISTS log_id_proof
-- 4 validate
--   validate constraint log_id_proof [lock 2000 ms, statement off]
ALTER TABLE public.log VALIDATE CONSTRAINT log_id_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set id NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.log ALTER COLUMN id SET NOT NULL;
--     back: ALTER TABLE public.log ALTER COLUMN id DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.log DROP CONSTRAINT IF EXISTS log_id_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
-- 5 expand
--   build the unique index
CREATE UNIQUE INDEX CONCURRENTLY log_pkey ON public.log (id);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.log_pkey
-- 6 cutover
--   make the index a constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.log ADD CONSTRAINT log_pkey PRIMARY KEY USING INDEX log_pkey;
--     back: ALTER TABLE public.log DROP CONSTRAINT IF EXISTS log_pkey
