-- schema
CREATE TABLE devices (id bigint PRIMARY KEY, kid varchar(100) NOT NULL);
CREATE UNIQUE INDEX devices_kid_key ON devices (kid);
-- migration
ALTER TABLE devices RENAME TO devices_before;
DROP INDEX devices_kid_key;
CREATE TABLE devices (id bigint CONSTRAINT devices_id_key PRIMARY KEY, kid varchar(512) NOT NULL);
CREATE UNIQUE INDEX devices_kid_key ON devices (kid);
INSERT INTO devices (id, kid) SELECT id, kid FROM devices_before;
DROP TABLE devices_before;

-- plan on 12 to 18
-- 1 expand
--   drop index devices_kid_key
DROP INDEX CONCURRENTLY public.devices_kid_key;
--     back: CREATE UNIQUE INDEX CONCURRENTLY devices_kid_key ON devices (kid)
-- 2 cutover
--   rename table devices [no online way: Until the table is made again, by a later step of this phase, code that says its name fails with 42P01: run the phase without a break.] [lock 2000 ms, statement 5000 ms]
ALTER TABLE devices RENAME TO devices_before;
--     back: ALTER TABLE public.devices_before RENAME TO devices
--   create table devices [lock 2000 ms, statement 5000 ms]
CREATE TABLE devices (id bigint CONSTRAINT devices_id_key PRIMARY KEY, kid varchar(512) NOT NULL);
--     back: DROP TABLE public.devices
--   index devices [lock 2000 ms, statement off]
CREATE UNIQUE INDEX devices_kid_key ON devices (kid);
--     back: DROP INDEX public.devices_kid_key
--   insert into devices [lock 2000 ms, statement 5000 ms]
INSERT INTO devices (id, kid) SELECT id, kid FROM devices_before;
--     back: nothing, undone when the table of this migration is dropped
-- 3 contract
--   drop table devices_before [lock 2000 ms, statement 5000 ms]
DROP TABLE devices_before;
--     back: none, lost is every row of devices_before
