-- a wider varchar: catalog only
-- expect: input=hazardous verdict=approved findings=lock-queue-behind-long-query,lock-timeout-missing
ALTER TABLE orders ALTER COLUMN reference TYPE varchar(80);
