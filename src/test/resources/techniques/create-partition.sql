-- schema
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (at);
ALTER TABLE events ADD PRIMARY KEY (id, at);
CREATE INDEX events_note_idx ON events (note);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id bigint NOT NULL, at date NOT NULL, note text);
-- migration
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- plan on 12 to 18
-- 1 expand
--   create the table events_2026 [lock 2000 ms, statement 5000 ms]
CREATE TABLE public.events_2026 (LIKE public.events INCLUDING ALL EXCLUDING COMMENTS EXCLUDING IDENTITY EXCLUDING STATISTICS);
--     back: DROP TABLE IF EXISTS public.events_2026
--   add constraint events_rest_bounds_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events_rest ADD CONSTRAINT events_rest_bounds_proof CHECK (at < '2026-01-01' OR at >= '2027-01-01') NOT VALID;
--     back: ALTER TABLE public.events_rest DROP CONSTRAINT IF EXISTS events_rest_bounds_proof
-- 2 validate
--   validate constraint events_rest_bounds_proof [lock 2000 ms, statement off]
ALTER TABLE public.events_rest VALIDATE CONSTRAINT events_rest_bounds_proof;
--     back: nothing, a validated constraint goes when it is dropped
-- 3 cutover
--   attach events_2026 [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events ATTACH PARTITION public.events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
--     back: ALTER TABLE public.events DETACH PARTITION public.events_2026
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.events_rest DROP CONSTRAINT IF EXISTS events_rest_bounds_proof;
--     back: nothing, the proof was only needed once
