-- articles 001 and 002: an index on a hot table
-- expect: input=hazardous verdict=approved findings=create-index-blocks-writes,lock-timeout-missing
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
