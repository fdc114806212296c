-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
CLUSTER orders USING orders_status_idx;

-- plan on 12 to 18
-- 1 expand
--   cluster [no online way: PostgreSQL has no online way for this: it blocks for 118 s to 8 min. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: the extension pg_repack orders a table anew and blocks only at its end.] [lock 2000 ms, statement 956000 ms]
CLUSTER orders USING orders_status_idx;
--     back: none, lost is by which index the table was clustered before is not recorded
