-- Roles for a database that Lockkeeper guards; run by a person who may create roles, once a database, inside it.
-- Passwords are left out: set them with \password in psql. It can be run again. PostgreSQL 12 to 18.
--
-- lockkeeper_migrator  owns the schema; the only role that changes it, and `lockkeeper apply` the only one that uses it
-- lockkeeper_app       the application: reads and writes rows, no DDL
-- lockkeeper_agent     coding agents and people who look: reads, no DDL, no writes

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['lockkeeper_migrator', 'lockkeeper_app', 'lockkeeper_agent'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', name);
    END IF;
  END LOOP;
END
$$;

-- A migration that cannot get its lock gives up instead of holding up everybody behind it in the queue.
ALTER ROLE lockkeeper_migrator SET lock_timeout = '2s';
ALTER ROLE lockkeeper_migrator SET statement_timeout = '15min';
ALTER ROLE lockkeeper_migrator SET idle_in_transaction_session_timeout = '1min';
ALTER ROLE lockkeeper_app SET lock_timeout = '5s';
ALTER ROLE lockkeeper_app SET statement_timeout = '30s';
ALTER ROLE lockkeeper_app SET idle_in_transaction_session_timeout = '1min';
ALTER ROLE lockkeeper_agent SET lock_timeout = '500ms';
ALTER ROLE lockkeeper_agent SET statement_timeout = '10s';
ALTER ROLE lockkeeper_agent SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE lockkeeper_agent SET default_transaction_read_only = on;

-- Up to PostgreSQL 14 everybody may create in schema public; temporary tables are DDL as well.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
  EXECUTE pg_catalog.format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', pg_catalog.current_database());
  EXECUTE pg_catalog.format('GRANT CREATE, TEMPORARY, CONNECT ON DATABASE %I TO lockkeeper_migrator', pg_catalog.current_database());
  EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO lockkeeper_app, lockkeeper_agent', pg_catalog.current_database());
END
$$;
GRANT USAGE, CREATE ON SCHEMA public TO lockkeeper_migrator;
GRANT USAGE ON SCHEMA public TO lockkeeper_app, lockkeeper_agent;

-- Tables that are there, and those the migrator will create. For further schemas repeat from GRANT USAGE on.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lockkeeper_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO lockkeeper_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO lockkeeper_agent;
ALTER DEFAULT PRIVILEGES FOR ROLE lockkeeper_migrator IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lockkeeper_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lockkeeper_migrator IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO lockkeeper_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lockkeeper_migrator IN SCHEMA public
  GRANT SELECT ON TABLES TO lockkeeper_agent;

-- Only the owner of a table may ALTER it, so the migrator must own what it changes. Statements that hand over what
-- other roles own here, for you to read and run (each takes ACCESS EXCLUSIVE for an instant):
SELECT pg_catalog.format('ALTER TABLE %s OWNER TO lockkeeper_migrator;', c.oid::pg_catalog.regclass) AS "to run"
FROM pg_catalog.pg_class c
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND c.relnamespace = 'public'::pg_catalog.regnamespace
  AND c.relowner <> (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = 'lockkeeper_migrator')
ORDER BY c.relname;
