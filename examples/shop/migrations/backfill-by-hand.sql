-- articles 002 and 004: batches written out, the last step in the same file
-- expect: input=hazardous verdict=approved findings=lock-timeout-missing,set-not-null-scans-table
ALTER TABLE users ADD COLUMN country text;
UPDATE users SET country = 'unknown' WHERE country IS NULL AND id BETWEEN 1 AND 100000;
UPDATE users SET country = 'unknown' WHERE country IS NULL AND id BETWEEN 100001 AND 200000;
-- and so on
ALTER TABLE users ALTER COLUMN country SET NOT NULL;
