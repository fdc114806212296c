-- schema
CREATE TABLE sales (id bigint PRIMARY KEY, shop int, amount numeric(10,2));
CREATE MATERIALIZED VIEW totals AS SELECT shop, sum(amount) AS amount FROM sales GROUP BY shop;
CREATE UNIQUE INDEX totals_shop_key ON totals (shop);
-- migration
REFRESH MATERIALIZED VIEW totals;

-- plan on 12 to 18
-- 1 backfill
--   refresh totals [lock 2000 ms, statement off]
REFRESH MATERIALIZED VIEW CONCURRENTLY public.totals;
--     back: nothing, the view is computed again at the next refresh
