-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE orders ADD CONSTRAINT one_id EXCLUDE USING btree (id WITH =);

-- plan on 12 to 18
-- 1 expand
--   alter table orders [no online way: PostgreSQL has no online way for this: it blocks for 30 s to 5 min. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: an exclusion constraint has no NOT VALID, and its index cannot be built beforehand; a new table made as wanted, filled in batches and kept equal by a trigger, then swapped in by two renames, keeps writers going.] [lock 2000 ms, statement 604000 ms]
ALTER TABLE orders ADD CONSTRAINT one_id EXCLUDE USING btree (id WITH =);
--     back: ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS one_id
