-- article 002: schema change and backfill in one transaction
-- expect: input=hazardous verdict=approved findings=backfill-with-schema-change,lock-timeout-missing,whole-table-write
BEGIN;
ALTER TABLE users ADD COLUMN country text DEFAULT 'unknown';
UPDATE users SET country = country_code WHERE country_code IS NOT NULL;
COMMIT;
