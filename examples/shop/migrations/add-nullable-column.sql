-- article 000: what its runner does after the outage
-- expect: input=clean verdict=approved findings=lock-queue-behind-long-query
SET lock_timeout = '2000';
ALTER TABLE orders ADD COLUMN channel varchar(50);
