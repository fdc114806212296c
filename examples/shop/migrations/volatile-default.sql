-- article 004: a volatile default
-- expect: input=hazardous verdict=approved findings=lock-queue-behind-long-query,lock-timeout-missing,volatile-default-rewrites-table
ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL;
