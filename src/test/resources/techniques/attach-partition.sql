-- schema
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (id);
ALTER TABLE events ADD PRIMARY KEY (id, at);
CREATE INDEX events_note_idx ON events (note);
CREATE TABLE events_early PARTITION OF events FOR VALUES FROM (0) TO (1000000);
CREATE TABLE events_late (id bigint NOT NULL CHECK (id >= 1000000), at date NOT NULL, note text);
-- migration
ALTER TABLE events ATTACH PARTITION events_late FOR VALUES FROM (1000000) TO (2000000);

-- plan on 12 to 18
-- 1 expand
--   build index events_late_pkey
CREATE UNIQUE INDEX CONCURRENTLY events_late_pkey ON public.events_late (id, at);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.events_late_pkey
--   make the index a constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events_late ADD CONSTRAINT events_late_pkey PRIMARY KEY USING INDEX events_late_pkey;
--     back: ALTER TABLE public.events_late DROP CONSTRAINT IF EXISTS events_late_pkey
--   build index events_late_note_idx
CREATE INDEX CONCURRENTLY events_late_note_idx ON public.events_late (note);
--     back: DROP INDEX CONCURRENTLY IF EXISTS public.events_late_note_idx
--   add constraint events_late_bounds_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events_late ADD CONSTRAINT events_late_bounds_proof CHECK (id >= 1000000 AND id < 2000000) NOT VALID;
--     back: ALTER TABLE public.events_late DROP CONSTRAINT IF EXISTS events_late_bounds_proof
-- 2 validate
--   validate constraint events_late_bounds_proof [lock 2000 ms, statement off]
ALTER TABLE public.events_late VALIDATE CONSTRAINT events_late_bounds_proof;
--     back: nothing, a validated constraint goes when it is dropped
-- 3 cutover
--   attach events_late [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events ATTACH PARTITION public.events_late FOR VALUES FROM (1000000) TO (2000000);
--     back: ALTER TABLE public.events DETACH PARTITION public.events_late
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events_late DROP CONSTRAINT IF EXISTS events_late_bounds_proof;
--     back: nothing, the proof was only needed once
