-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE log SET UNLOGGED;

-- plan on 12 to 18
-- 1 expand
--   alter table log [no online way: PostgreSQL has no online way for this: it blocks for 118 s to 8 min. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: a new table made as wanted, filled in batches and kept equal by a trigger, then swapped in by two renames, keeps writers going.] [lock 2000 ms, statement 956000 ms]
ALTER TABLE log SET UNLOGGED;
--     back: none, lost is no way back is known for SET UNLOGGED
