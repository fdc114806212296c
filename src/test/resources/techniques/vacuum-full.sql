-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
VACUUM FULL orders;

-- plan on 12 to 18
-- 1 expand
--   vacuum [no online way: PostgreSQL has no online way for this: it blocks for 113 s to 6 min. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: plain VACUUM gives the space to later rows without blocking, and the extension pg_repack shrinks the file and blocks only at its end.] [lock 2000 ms, statement off]
VACUUM FULL orders;
--     back: nothing, maintenance changes neither schema nor data
