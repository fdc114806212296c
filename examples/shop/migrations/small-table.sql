-- a small, quiet table
-- expect: input=clean verdict=approved findings=none
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE feature_flags ADD COLUMN note text;
COMMIT;
