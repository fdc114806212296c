-- The production database that the examples of all rule cards are about; production.json says how big it is.
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email varchar(200) NOT NULL,
    name text NOT NULL,
    country text,
    created_at timestamp NOT NULL DEFAULT now()
);
CREATE TABLE customers (
    id bigint PRIMARY KEY,
    email text NOT NULL
);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL,
    user_id bigint,
    number int NOT NULL,
    status text,
    amount numeric(10, 2) NOT NULL,
    legacy_code text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_created_at ON orders (created_at);
CREATE INDEX orders_customer_id ON orders (customer_id);
CREATE TABLE order_lines (
    id bigint PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders (id),
    product text NOT NULL
);
CREATE INDEX order_lines_order_id ON order_lines (order_id);
CREATE TABLE events (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL,
    payload jsonb NOT NULL
);
CREATE TABLE countries (
    code text PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE measurements (
    sensor bigint NOT NULL,
    taken_at date NOT NULL,
    value float8
) PARTITION BY RANGE (taken_at);
CREATE TABLE measurements_2025 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
