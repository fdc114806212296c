-- schema
CREATE TYPE state AS ENUM ('open', 'paid');
CREATE TABLE bills (id bigint PRIMARY KEY, state state);
-- migration
ALTER TYPE state ADD VALUE 'void';
UPDATE bills SET state = 'void' WHERE state IS NULL;

-- plan on 12 to 18
-- 1 expand
--   enum state [lock 2000 ms, statement 5000 ms]
ALTER TYPE state ADD VALUE 'void';
--     back: none, lost is an enum value cannot be removed
-- 2 backfill
--   prepare the batches [lock 2000 ms, statement 5000 ms]
CREATE SCHEMA IF NOT EXISTS lockkeeper;
CREATE TABLE IF NOT EXISTS lockkeeper.backfill_progress (name text PRIMARY KEY, next_key text[], rows_changed bigint NOT NULL DEFAULT 0, finished boolean NOT NULL DEFAULT false);
-- batches of UPDATE bills SET state = 'void' WHERE (state IS NULL) AND bills.id >= from_key[1]::bigint;
--     back: DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_ed908c9c'; DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_ed908c9c()
--   run the batches [lock 2000 ms, statement off]
CALL lockkeeper.backfill_bills_ed908c9c();
--     back: none, lost is the old values of bills.state
--   remove the procedure [lock 2000 ms, statement 5000 ms]
DELETE FROM lockkeeper.backfill_progress WHERE name = 'bills_ed908c9c';
DROP PROCEDURE IF EXISTS lockkeeper.backfill_bills_ed908c9c();
--     back: nothing, the procedure is not needed any more
--   fresh statistics [lock 2000 ms, statement off]
ANALYZE public.bills;
--     back: nothing, statistics only
