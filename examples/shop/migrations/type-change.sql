-- article 004: int to bigint
-- expect: input=hazardous verdict=approved findings=alter-type-rewrites-table,lock-queue-behind-long-query,lock-timeout-missing
ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;
