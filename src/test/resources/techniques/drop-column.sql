-- schema
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, status text, qty int NOT NULL DEFAULT 1, amount numeric(10,2), at timestamp);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE log (at timestamptz, line text);
-- migration
ALTER TABLE orders DROP COLUMN amount;

-- plan on 12 to 18
-- 1 contract
--   alter table orders [lock 2000 ms, statement 5000 ms]
ALTER TABLE orders DROP COLUMN amount;
--     back: none, lost is every value of orders.amount
