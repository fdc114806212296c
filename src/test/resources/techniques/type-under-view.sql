-- schema
CREATE TABLE bills (id bigint PRIMARY KEY, amount numeric(10,2));
CREATE VIEW big_bills AS SELECT id, amount FROM bills WHERE amount > 100;
-- migration
DROP VIEW big_bills;
ALTER TABLE bills ALTER COLUMN amount TYPE numeric(14,4);
CREATE VIEW big_bills AS SELECT id, amount FROM bills WHERE amount > 100;

-- plan on 12 to 18
-- 1 expand
--   add a column of the new type [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ADD COLUMN amount_new numeric(14,4);
--     back: ALTER TABLE public.bills DROP COLUMN IF EXISTS amount_new
--   write it with every change [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE OR REPLACE FUNCTION lockkeeper.sync_bills_amount() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
BEGIN
  NEW.amount_new := NEW.amount;
  RETURN NEW;
END
$lockkeeper$;
CREATE TRIGGER sync_bills_amount BEFORE INSERT OR UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION lockkeeper.sync_bills_amount();
--     back: DROP TRIGGER IF EXISTS sync_bills_amount ON public.bills; DROP FUNCTION IF EXISTS lockkeeper.sync_bills_amount()
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE public.bills SET amount_new = amount WHERE (amount_new IS NULL AND amount IS NOT NULL) AND bills.id >= from_key[1]::bigint;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_385aa7be'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_385aa7be()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_bills_385aa7be();
--     back: nothing, goes with the new column
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_385aa7be';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_385aa7be();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.bills;
--     back: nothing, statistics only
-- 3 cutover
--   swap the columns [lock 2000 ms, statement 5000 ms]
DROP VIEW big_bills;
DROP TRIGGER IF EXISTS sync_bills_amount ON public.bills;
DROP FUNCTION IF EXISTS lockkeeper.sync_bills_amount();
ALTER TABLE public.bills RENAME COLUMN amount TO amount_old;
ALTER TABLE public.bills RENAME COLUMN amount_new TO amount;
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE OR REPLACE FUNCTION lockkeeper.back_bills_amount() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
BEGIN
  BEGIN
    NEW.amount_old := NEW.amount::numeric(10,2);
  EXCEPTION WHEN data_exception THEN
    NEW.amount_old := NULL;
  END;
  RETURN NEW;
END
$lockkeeper$;
CREATE TRIGGER back_bills_amount BEFORE INSERT OR UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION lockkeeper.back_bills_amount();
CREATE VIEW big_bills AS SELECT id, amount FROM bills WHERE amount > 100;
--     back: DROP VIEW public.big_bills; DROP TRIGGER IF EXISTS back_bills_amount ON public.bills; DROP FUNCTION IF EXISTS lockkeeper.back_bills_amount(); ALTER TABLE public.bills RENAME COLUMN amount TO amount_new; ALTER TABLE public.bills RENAME COLUMN amount_old TO amount; CREATE SCHEMA IF NOT EXISTS lockkeeper; CREATE OR REPLACE FUNCTION lockkeeper.sync_bills_amount() RETURNS trigger LANGUAGE plpgsql AS $lockkeeper$
--       BEGIN
--         NEW.amount_new := NEW.amount;
--         RETURN NEW;
--       END
--       $lockkeeper$; CREATE TRIGGER sync_bills_amount BEFORE INSERT OR UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION lockkeeper.sync_bills_amount(); CREATE VIEW big_bills AS SELECT id, amount FROM bills WHERE amount > 100
-- 4 contract: The new type has been in use long enough that nobody wants to go back.
--   drop the column of the old type [lock 2000 ms, statement 5000 ms]
DROP TRIGGER IF EXISTS back_bills_amount ON public.bills;
DROP FUNCTION IF EXISTS lockkeeper.back_bills_amount();
ALTER TABLE public.bills DROP COLUMN amount_old;
--     back: none, lost is the column of the old type; its values live on in the new one
