-- schema
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (id);
CREATE INDEX events_at_idx ON events (at);
CREATE TABLE events_early PARTITION OF events FOR VALUES FROM (0) TO (1000000);
CREATE TABLE events_late PARTITION OF events FOR VALUES FROM (1000000) TO (2000000);
-- migration
ALTER TABLE events DETACH PARTITION events_late;

-- plan on 12 to 13
-- 1 expand
--   alter table events [lock 2000 ms, statement 5000 ms]
ALTER TABLE events DETACH PARTITION events_late;
--     back: ALTER TABLE public.events ATTACH PARTITION events_late FOR VALUES FROM (1000000) TO (2000000)
-- plan on 14 to 18
-- 1 cutover
--   detach events_late
ALTER TABLE public.events DETACH PARTITION public.events_late CONCURRENTLY;
--     back: ALTER TABLE public.events ATTACH PARTITION public.events_late FOR VALUES FROM (1000000) TO (2000000)
--   drop the CHECK that detaching has left [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events_late DROP CONSTRAINT IF EXISTS events_late_id_check;
--     back: nothing, attaching the partition again proves its bounds anew
