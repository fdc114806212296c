-- article 002: a CHECK over rows nobody counted
-- expect: input=hazardous verdict=approved findings=add-check-scans-table,lock-queue-behind-long-query,lock-timeout-missing
ALTER TABLE orders ADD CONSTRAINT chk_amount_positive CHECK (amount > 0);
