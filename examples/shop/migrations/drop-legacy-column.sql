-- article 000: a column that a weekly job still reads
-- expect: input=hazardous verdict=needs_decision findings=destroys-data,drop-still-in-use,lock-queue-behind-long-query,lock-timeout-missing,missing-rollback
ALTER TABLE orders DROP COLUMN legacy_code;
