-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE orders ADD COLUMN region_id bigint;
ALTER TABLE orders ALTER COLUMN region_id SET DEFAULT 1;
UPDATE orders SET region_id = 1;
ALTER TABLE orders ALTER COLUMN region_id SET NOT NULL;
CREATE TABLE regions (id bigint PRIMARY KEY);
INSERT INTO regions VALUES (1);
CREATE INDEX orders_region_idx ON orders (region_id);
ALTER TABLE orders ADD CONSTRAINT orders_region_fkey FOREIGN KEY (region_id) REFERENCES regions;
ALTER TABLE customers ADD COLUMN token uuid DEFAULT md5(random()::text)::uuid NOT NULL UNIQUE;

-- plan on 12 to 17
-- 1 expand
--   alter table orders [lock 2000 ms, statement 5000 ms]
ALTER TABLE orders ADD COLUMN region_id bigint;
--     back: ALTER TABLE public.orders DROP COLUMN IF EXISTS region_id
--   alter table orders [lock 2000 ms, statement 5000 ms]
ALTER TABLE orders ALTER COLUMN region_id SET DEFAULT 1;
--     back: ALTER TABLE public.orders ALTER COLUMN region_id DROP DEFAULT
--   create table regions [lock 2000 ms, statement 5000 ms]
CREATE TABLE regions (id bigint PRIMARY KEY);
--     back: DROP TABLE public.regions
--   add column token [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ADD COLUMN token uuid;
--     back: ALTER TABLE public.customers DROP COLUMN IF EXISTS token
--   default for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ALTER COLUMN token SET DEFAULT md5(random()::text)::uuid;
--     back: nothing, goes with the column
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE orders SET region_id = 1 WHERE orders.id >= from_key[1]::int;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_543bffd2'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_543bffd2()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_orders_543bffd2();
--     back: nothing, undone when the column of this migration is dropped
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_543bffd2';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_543bffd2();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.orders;
--     back: nothing, statistics only
--   insert into regions [lock 2000 ms, statement 5000 ms]
INSERT INTO regions VALUES (1);
--     back: nothing, undone when the table of this migration is dropped
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.customers SET token = md5(random()::text)::uuid WHERE (token IS NULL) AND customers.id >= from_key[1]::bigint;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'customers_3a3c7c85'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_customers_3a3c7c85()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_customers_3a3c7c85();
--     back: nothing, goes with the column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'customers_3a3c7c85';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_customers_3a3c7c85();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.customers;
--     back: nothing, statistics only
-- 3 expand
--   add constraint orders_region_id_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD CONSTRAINT orders_region_id_proof CHECK (region_id IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_region_id_proof
--   add constraint customers_token_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ADD CONSTRAINT customers_token_proof CHECK (token IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_token_proof
-- 4 validate
--   validate constraint orders_region_id_proof [lock 2000 ms, statement off]
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_region_id_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set region_id NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ALTER COLUMN region_id SET NOT NULL;
--     back: ALTER TABLE public.orders ALTER COLUMN region_id DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_region_id_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
--   validate constraint customers_token_proof [lock 2000 ms, statement off]
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_token_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set token NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ALTER COLUMN token SET NOT NULL;
--     back: ALTER TABLE public.customers ALTER COLUMN token DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_token_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
-- 5 expand
--   build index orders_region_idx
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region_id);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.orders_region_idx
--   add constraint orders_region_fkey for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD CONSTRAINT orders_region_fkey FOREIGN KEY (region_id) REFERENCES regions NOT VALID;
--     back: ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_region_fkey
--   build the unique index
CREATE UNIQUE INDEX CONCURRENTLY customers_token_key ON public.customers (token);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.customers_token_key
-- 6 validate
--   validate constraint orders_region_fkey [lock 2000 ms, statement off]
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_region_fkey;
--     back: nothing, a validated constraint goes when it is dropped
-- 7 cutover
--   make the index a constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ADD CONSTRAINT customers_token_key UNIQUE USING INDEX customers_token_key;
--     back: ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_token_key
-- plan on 18
-- 1 expand
--   alter table orders [lock 2000 ms, statement 5000 ms]
ALTER TABLE orders ADD COLUMN region_id bigint;
--     back: ALTER TABLE public.orders DROP COLUMN IF EXISTS region_id
--   alter table orders [lock 2000 ms, statement 5000 ms]
ALTER TABLE orders ALTER COLUMN region_id SET DEFAULT 1;
--     back: ALTER TABLE public.orders ALTER COLUMN region_id DROP DEFAULT
--   create table regions [lock 2000 ms, statement 5000 ms]
CREATE TABLE regions (id bigint PRIMARY KEY);
--     back: DROP TABLE public.regions
--   add column token [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ADD COLUMN token uuid;
--     back: ALTER TABLE public.customers DROP COLUMN IF EXISTS token
--   default for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ALTER COLUMN token SET DEFAULT md5(random()::text)::uuid;
--     back: nothing, goes with the column
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE orders SET region_id = 1 WHERE orders.id >= from_key[1]::int;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_543bffd2'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_543bffd2()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_orders_543bffd2();
--     back: nothing, undone when the column of this migration is dropped
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_543bffd2';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_543bffd2();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.orders;
--     back: nothing, statistics only
--   insert into regions [lock 2000 ms, statement 5000 ms]
INSERT INTO regions VALUES (1);
--     back: nothing, undone when the table of this migration is dropped
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.customers SET token = md5(random()::text)::uuid WHERE (token IS NULL) AND customers.id >= from_key[1]::bigint;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'customers_3a3c7c85'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_customers_3a3c7c85()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_customers_3a3c7c85();
--     back: nothing, goes with the column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'customers_3a3c7c85';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_customers_3a3c7c85();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.customers;
--     back: nothing, statistics only
-- 3 expand
--   add constraint orders_region_id_not_null for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD CONSTRAINT orders_region_id_not_null NOT NULL region_id NOT VALID;
--     back: ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_region_id_not_null
--   add constraint customers_token_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ADD CONSTRAINT customers_token_proof CHECK (token IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_token_proof
-- 4 validate
--   validate constraint orders_region_id_not_null [lock 2000 ms, statement off]
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_region_id_not_null;
--     back: nothing, a validated constraint goes when it is dropped
--   validate constraint customers_token_proof [lock 2000 ms, statement off]
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_token_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set token NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ALTER COLUMN token SET NOT NULL;
--     back: ALTER TABLE public.customers ALTER COLUMN token DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_token_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
-- 5 expand
--   build index orders_region_idx
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region_id);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.orders_region_idx
--   add constraint orders_region_fkey for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD CONSTRAINT orders_region_fkey FOREIGN KEY (region_id) REFERENCES regions NOT VALID;
--     back: ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_region_fkey
--   build the unique index
CREATE UNIQUE INDEX CONCURRENTLY customers_token_key ON public.customers (token);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.customers_token_key
-- 6 validate
--   validate constraint orders_region_fkey [lock 2000 ms, statement off]
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_region_fkey;
--     back: nothing, a validated constraint goes when it is dropped
-- 7 cutover
--   make the index a constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.customers ADD CONSTRAINT customers_token_key UNIQUE USING INDEX customers_token_key;
--     back: ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_token_key
