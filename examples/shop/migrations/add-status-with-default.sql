-- article 000: the column that stopped the shop
-- expect: input=hazardous verdict=approved findings=lock-timeout-missing,lock-queue-behind-long-query
ALTER TABLE orders
  ADD COLUMN status_v2 VARCHAR(50) DEFAULT 'pending' NOT NULL;
