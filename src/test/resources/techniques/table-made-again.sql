-- schema
CREATE TABLE communities (id bigint PRIMARY KEY, name text NOT NULL);
CREATE VIEW community_sums AS SELECT id, name FROM communities;
CREATE TABLE community_fast (id bigint, name text);
CREATE VIEW community_fast_view AS SELECT id, name FROM community_fast;
-- migration
DROP VIEW community_fast_view;
DROP TABLE community_fast;
DROP VIEW community_sums;
CREATE VIEW community_sums AS SELECT id, name, length(name) AS size FROM communities;
CREATE TABLE community_fast AS SELECT * FROM community_sums;
ALTER TABLE community_fast ADD PRIMARY KEY (id);
CREATE VIEW community_fast_view AS SELECT id, name, size FROM community_fast;

-- plan on 12 to 18
-- 1 contract
--   drop view community_fast_view [lock 2000 ms, statement 5000 ms]
DROP VIEW community_fast_view;
--     back: CREATE VIEW community_fast_view AS SELECT id, name FROM community_fast
--   drop table community_fast [lock 2000 ms, statement 5000 ms]
DROP TABLE community_fast;
--     back: none, lost is every row of community_fast
--   drop view community_sums [lock 2000 ms, statement 5000 ms]
DROP VIEW community_sums;
--     back: CREATE VIEW community_sums AS SELECT id, name FROM communities
--   view community_sums [lock 2000 ms, statement 5000 ms]
CREATE VIEW community_sums AS SELECT id, name, length(name) AS size FROM communities;
--     back: DROP VIEW public.community_sums
--   create table as [lock 2000 ms, statement off]
CREATE TABLE community_fast AS SELECT * FROM community_sums;
--     back: DROP TABLE public.community_fast
--   alter table community_fast [lock 2000 ms, statement off]
ALTER TABLE community_fast ADD PRIMARY KEY (id);
--     back: ALTER TABLE public.community_fast DROP CONSTRAINT IF EXISTS community_fast_pkey
--   view community_fast_view [lock 2000 ms, statement 5000 ms]
CREATE VIEW community_fast_view AS SELECT id, name, size FROM community_fast;
--     back: DROP VIEW public.community_fast_view
