-- schema
CREATE DOMAIN price AS numeric(10,2);
CREATE TABLE goods (id bigint PRIMARY KEY, price price);
-- migration
ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE >= 0);

-- plan on 12 to 18
-- 1 expand
--   alter domain [no online way: PostgreSQL has no online way for this: it blocks for 4.4 s to 89 s. Run it alone, in a window of at least twice that, with a lock_timeout; or change the design: a CHECK on each table that uses the domain, NOT VALID and then validated, lets its writers go on.] [lock 2000 ms, statement 180000 ms]
ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE >= 0);
--     back: none, lost is no way back is known for alter domain
