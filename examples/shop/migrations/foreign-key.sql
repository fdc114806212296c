-- articles 001 and 002: a foreign key, and no index
-- expect: input=hazardous verdict=approved findings=add-foreign-key-scans-tables,foreign-key-without-index,lock-timeout-missing
ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id);
