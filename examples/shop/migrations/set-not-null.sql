-- articles 002 to 004: NOT NULL on 40 million rows
-- expect: input=hazardous verdict=approved findings=lock-queue-behind-long-query,lock-timeout-missing,set-not-null-scans-table
ALTER TABLE orders ALTER COLUMN quantity SET NOT NULL;
