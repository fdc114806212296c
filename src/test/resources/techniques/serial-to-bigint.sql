-- schema
CREATE TABLE bills (id serial PRIMARY KEY, note text);
CREATE TABLE lines (id bigint PRIMARY KEY, bill_id bigint REFERENCES bills);
CREATE INDEX lines_bill_id_idx ON lines (bill_id);
-- migration
ALTER TABLE bills ALTER COLUMN id TYPE bigint;

-- plan on 12 to 17
-- 1 expand
--   add a column of the new type [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ADD COLUMN id_new bigint;
--     back: ALTER TABLE public.bills DROP COLUMN IF EXISTS id_new
--   write it with every change [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE OR REPLACE FUNCTION lockkeeper.sync_bills_id() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
BEGIN
  NEW.id_new := NEW.id;
  RETURN NEW;
END
$lockkeeper$;
CREATE TRIGGER sync_bills_id BEFORE INSERT OR UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION lockkeeper.sync_bills_id();
--     back: DROP TRIGGER IF EXISTS sync_bills_id ON public.bills; DROP FUNCTION IF EXISTS lockkeeper.sync_bills_id()
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.bills SET id_new = id WHERE (id_new IS NULL AND id IS NOT NULL) AND bills.id >= from_key[1]::integer;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_41b47dbe'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_41b47dbe()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_bills_41b47dbe();
--     back: nothing, goes with the new column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_41b47dbe';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_41b47dbe();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.bills;
--     back: nothing, statistics only
-- 3 expand
--   add constraint bills_id_new_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ADD CONSTRAINT bills_id_new_proof CHECK (id_new IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_id_new_proof
-- 4 validate
--   validate constraint bills_id_new_proof [lock 2000 ms, statement off]
ALTER TABLE public.bills VALIDATE CONSTRAINT bills_id_new_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set id_new NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ALTER COLUMN id_new SET NOT NULL;
--     back: ALTER TABLE public.bills ALTER COLUMN id_new DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_id_new_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
--   build index bills_pkey_new
CREATE UNIQUE INDEX CONCURRENTLY bills_pkey_new ON public.bills (id_new);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.bills_pkey_new
--   add constraint lines_bill_id_fkey_new for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.lines ADD CONSTRAINT lines_bill_id_fkey_new FOREIGN KEY (bill_id) REFERENCES public.bills (id_new) NOT VALID;
--     back: ALTER TABLE public.lines DROP CONSTRAINT IF EXISTS lines_bill_id_fkey_new
--   validate constraint lines_bill_id_fkey_new [lock 2000 ms, statement off]
ALTER TABLE public.lines VALIDATE CONSTRAINT lines_bill_id_fkey_new;
--     back: nothing, a validated constraint goes when it is dropped
-- 5 contract: All running code reads and writes values of the new type of id.
--   swap the columns and drop the old one [lock 2000 ms, statement 5000 ms]
DROP TRIGGER IF EXISTS sync_bills_id ON public.bills;
DROP FUNCTION IF EXISTS lockkeeper.sync_bills_id();
ALTER SEQUENCE public.bills_id_seq OWNED BY public.bills.id_new;
ALTER TABLE public.bills ALTER COLUMN id_new SET DEFAULT nextval('public.bills_id_seq'::regclass);
ALTER TABLE public.lines DROP CONSTRAINT lines_bill_id_fkey;
ALTER TABLE public.bills DROP CONSTRAINT bills_pkey;
ALTER TABLE public.bills DROP COLUMN id;
ALTER TABLE public.bills RENAME COLUMN id_new TO id;
ALTER TABLE public.bills ADD CONSTRAINT bills_pkey PRIMARY KEY USING INDEX bills_pkey_new;
ALTER TABLE public.lines RENAME CONSTRAINT lines_bill_id_fkey_new TO lines_bill_id_fkey;
--     back: none, lost is the column of the old type; its values live on in the new one
-- plan on 18
-- 1 expand
--   add a column of the new type [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ADD COLUMN id_new bigint;
--     back: ALTER TABLE public.bills DROP COLUMN IF EXISTS id_new
--   write it with every change [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE OR REPLACE FUNCTION lockkeeper.sync_bills_id() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
BEGIN
  NEW.id_new := NEW.id;
  RETURN NEW;
END
$lockkeeper$;
CREATE TRIGGER sync_bills_id BEFORE INSERT OR UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION lockkeeper.sync_bills_id();
--     back: DROP TRIGGER IF EXISTS sync_bills_id ON public.bills; DROP FUNCTION IF EXISTS lockkeeper.sync_bills_id()
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.bills SET id_new = id WHERE (id_new IS NULL AND id IS NOT NULL) AND bills.id >= from_key[1]::integer;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_41b47dbe'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_41b47dbe()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_bills_41b47dbe();
--     back: nothing, goes with the new column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_41b47dbe';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_41b47dbe();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.bills;
--     back: nothing, statistics only
-- 3 expand
--   add constraint bills_id_new_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ADD CONSTRAINT bills_id_new_proof CHECK (id_new IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_id_new_proof
-- 4 validate
--   validate constraint bills_id_new_proof [lock 2000 ms, statement off]
ALTER TABLE public.bills VALIDATE CONSTRAINT bills_id_new_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set id_new NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ALTER COLUMN id_new SET NOT NULL;
--     back: ALTER TABLE public.bills ALTER COLUMN id_new DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_id_new_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
--   build index bills_pkey_new
CREATE UNIQUE INDEX CONCURRENTLY bills_pkey_new ON public.bills (id_new);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.bills_pkey_new
--   add constraint lines_bill_id_fkey_new for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.lines ADD CONSTRAINT lines_bill_id_fkey_new FOREIGN KEY (bill_id) REFERENCES public.bills (id_new) NOT VALID;
--     back: ALTER TABLE public.lines DROP CONSTRAINT IF EXISTS lines_bill_id_fkey_new
--   validate constraint lines_bill_id_fkey_new [lock 2000 ms, statement off]
ALTER TABLE public.lines VALIDATE CONSTRAINT lines_bill_id_fkey_new;
--     back: nothing, a validated constraint goes when it is dropped
-- 5 contract: All running code reads and writes values of the new type of id.
--   swap the columns and drop the old one [lock 2000 ms, statement 5000 ms]
DROP TRIGGER IF EXISTS sync_bills_id ON public.bills;
DROP FUNCTION IF EXISTS lockkeeper.sync_bills_id();
ALTER SEQUENCE public.bills_id_seq OWNED BY public.bills.id_new;
ALTER TABLE public.bills ALTER COLUMN id_new SET DEFAULT nextval('public.bills_id_seq'::regclass);
ALTER TABLE public.lines DROP CONSTRAINT lines_bill_id_fkey;
ALTER TABLE public.bills DROP CONSTRAINT bills_pkey;
ALTER TABLE public.bills DROP COLUMN id;
ALTER TABLE public.bills RENAME COLUMN id_new TO id;
ALTER TABLE public.bills ADD CONSTRAINT bills_pkey PRIMARY KEY USING INDEX bills_pkey_new;
ALTER TABLE public.lines RENAME CONSTRAINT lines_bill_id_fkey_new TO lines_bill_id_fkey;
ALTER TABLE public.bills RENAME CONSTRAINT bills_id_new_not_null TO bills_id_not_null;
--     back: none, lost is the column of the old type; its values live on in the new one
