-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
ALTER TABLE orders OWNER TO shop_owner;
-- migration
ALTER TABLE orders ADD COLUMN number bigserial;

-- plan on 12 to 18
-- 1 expand
--   add column number [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD COLUMN number bigint;
--     back: ALTER TABLE public.orders DROP COLUMN IF EXISTS number
--   number new rows [lock 2000 ms, statement 5000 ms]
CREATE SEQUENCE public.orders_number_seq AS bigint;
ALTER SEQUENCE public.orders_number_seq OWNER TO shop_owner;
ALTER SEQUENCE public.orders_number_seq OWNED BY public.orders.number;
ALTER TABLE public.orders ALTER COLUMN number SET DEFAULT nextval('public.orders_number_seq'::regclass);
--     back: ALTER TABLE public.orders ALTER COLUMN number DROP DEFAULT; DROP SEQUENCE IF EXISTS public.orders_number_seq
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.orders SET "number" = nextval('public.orders_number_seq'::regclass) WHERE ("number" IS NULL) AND orders.id >= from_key[1]::int;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_51d21c5'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_51d21c5()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_orders_51d21c5();
--     back: nothing, goes with the column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'orders_51d21c5';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_orders_51d21c5();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.orders;
--     back: nothing, statistics only
-- 3 expand
--   add constraint orders_number_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ADD CONSTRAINT orders_number_proof CHECK (number IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_number_proof
-- 4 validate
--   validate constraint orders_number_proof [lock 2000 ms, statement off]
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_number_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set number NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders ALTER COLUMN number SET NOT NULL;
--     back: ALTER TABLE public.orders ALTER COLUMN number DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_number_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
