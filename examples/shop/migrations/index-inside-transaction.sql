-- article 001: the right keyword, inside the transaction that runners add
-- expect: input=hazardous verdict=needs_decision findings=concurrently-inside-transaction
BEGIN;
CREATE INDEX CONCURRENTLY shipments_order_id_idx ON shipments (order_id);
COMMIT;
