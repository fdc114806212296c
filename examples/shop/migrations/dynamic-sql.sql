-- a loop that builds its statements at run time: nobody can tell which
-- expect: input=unusable verdict=rejected findings=unmodelled-statement
DO $$
DECLARE
  place record;
BEGIN
  FOR place IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN tenant_id integer', place.tablename);
  END LOOP;
END
$$;
