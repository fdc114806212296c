-- article 000: the backfill that was to be safe
-- expect: input=hazardous verdict=needs_decision findings=batch-loop-in-one-transaction,breaks-declared-invariant,lock-queue-behind-long-query,lock-timeout-missing
ALTER TABLE orders ADD COLUMN status_v2 varchar(50);

CREATE FUNCTION fill_status_v2() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  changed integer;
BEGIN
  LOOP
    UPDATE orders
    SET status_v2 = 'pending'
    WHERE id IN (SELECT id FROM orders WHERE status_v2 IS NULL LIMIT 500);
    GET DIAGNOSTICS changed = ROW_COUNT;
    EXIT WHEN changed = 0;
    PERFORM pg_sleep(0.1);
  END LOOP;
END
$$;

SELECT fill_status_v2();
