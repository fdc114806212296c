-- article 002: thirty seconds of waiting are thirty seconds of outage
-- expect: input=clean verdict=approved findings=lock-timeout-too-long
SET lock_timeout = '30s';
ALTER TABLE payments ADD COLUMN provider_reference text;
