-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
DROP INDEX orders_status_idx;
CREATE INDEX orders_status_idx ON orders (status, at);

-- plan on 12 to 18
-- 1 expand
--   free the name of index orders_status_idx [lock 2000 ms, statement 5000 ms]
ALTER INDEX public.orders_status_idx RENAME TO orders_status_idx_old;
--     back: ALTER INDEX IF EXISTS public.orders_status_idx_old RENAME TO orders_status_idx
--   build index orders_status_idx
CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status, at);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.orders_status_idx
-- 2 cutover
--   drop index orders_status_idx_old
DROP INDEX CONCURRENTLY public.orders_status_idx_old;
--     back: CREATE INDEX CONCURRENTLY orders_status_idx_old ON orders (status)
