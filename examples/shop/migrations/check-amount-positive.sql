-- article 002: a CHECK over rows nobody counted
-- expect: input=hazardous verdict=approved findings=add-check-scans-table
ALTER TABLE orders ADD CONSTRAINT chk_amount_positive CHECK (amount > 0);
