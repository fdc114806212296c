-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
DROP TABLE orders;

-- plan on 12 to 18
-- 1 contract
--   drop foreign key orders_customer_id_fkey [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.orders DROP CONSTRAINT IF EXISTS orders_customer_id_fkey;
--     back: ALTER TABLE public.orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID; ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_fkey
--   drop table orders [lock 2000 ms, statement 5000 ms]
DROP TABLE orders;
--     back: none, lost is every row of orders
