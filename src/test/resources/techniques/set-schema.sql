-- schema
CREATE SCHEMA archive;
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE log SET SCHEMA archive;

-- plan on 12 to 18
-- 1 expand
--   move, and keep a view in the old schema [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.log SET SCHEMA archive;
CREATE VIEW public.log AS SELECT * FROM archive.log;
--     back: DROP VIEW IF EXISTS public.log; ALTER TABLE archive.log SET SCHEMA public
-- 2 contract: No running code looks for log in schema public any more.
--   drop the view in the old schema [lock 2000 ms, statement 5000 ms]
DROP VIEW public.log;
--     back: CREATE VIEW public.log AS SELECT * FROM archive.log
