-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (amount * qty) STORED;

-- plan on 12 to 17
-- 1 expand
--   alter table orders [no online way: PostgreSQL has no online way for this: it blocks for 118 s to 8 min. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: a plain column that a trigger computes, filled in batches, holds the same values, but is not generated in the catalog and the application may write to it.] [lock 2000 ms, statement 956000 ms]
ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (amount * qty) STORED;
--     back: ALTER TABLE public.orders DROP COLUMN IF EXISTS total
-- plan on 18
-- 1 expand
--   alter table orders [no online way: PostgreSQL has no online way for this: it blocks for 118 s to 8 min. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: a VIRTUAL column is computed when it is read, and adding it takes a moment; a plain column that a trigger computes, filled in batches, holds the same values, but is not generated in the catalog and the application may write to it.] [lock 2000 ms, statement 956000 ms]
ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (amount * qty) STORED;
--     back: ALTER TABLE public.orders DROP COLUMN IF EXISTS total
