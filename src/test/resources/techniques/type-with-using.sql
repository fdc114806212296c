-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE orders ALTER COLUMN status TYPE varchar(40) USING left(status, 40);

-- plan on 12 to 18
-- 1 expand
--   add a column of the new type [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD COLUMN status_new varchar(40);
--     back: ALTER TABLE public.orders DROP COLUMN IF EXISTS status_new
--   write it with every change [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE OR REPLACE FUNCTION lockkeeper.sync_orders_status() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
BEGIN
  NEW.status_new := left(NEW.status, 40);
  RETURN NEW;
END
$lockkeeper$;
CREATE TRIGGER sync_orders_status BEFORE INSERT OR UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION lockkeeper.sync_orders_status();
--     back: DROP TRIGGER IF EXISTS sync_orders_status ON public.orders; DROP FUNCTION IF EXISTS lockkeeper.sync_orders_status()
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.orders SET status_new = (left(status, 40)) WHERE (status_new IS NULL) AND orders.id >= from_key[1]::int;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_9bd3b449'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_9bd3b449()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_orders_9bd3b449();
--     back: nothing, goes with the new column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_9bd3b449';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_9bd3b449();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.orders;
--     back: nothing, statistics only
-- 3 validate
--   build index orders_status_idx_new
CREATE INDEX CONCURRENTLY orders_status_idx_new ON public.orders (status_new);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.orders_status_idx_new
-- 4 contract: All running code reads and writes values of the new type of status.
--   swap the columns and drop the old one [lock 2000 ms, statement 5000 ms]
DROP TRIGGER IF EXISTS sync_orders_status ON public.orders;
DROP FUNCTION IF EXISTS lockkeeper.sync_orders_status();
ALTER TABLE public.orders DROP COLUMN status;
ALTER TABLE public.orders RENAME COLUMN status_new TO status;
ALTER INDEX public.orders_status_idx_new RENAME TO orders_status_idx;
--     back: none, lost is the column of the old type; its values live on in the new one
