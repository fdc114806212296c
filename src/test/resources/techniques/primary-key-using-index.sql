-- schema
CREATE TABLE bills (id bigint, number text NOT NULL);
CREATE UNIQUE INDEX bills_id_key ON bills (id);
-- migration
ALTER TABLE bills ADD CONSTRAINT bills_pkey PRIMARY KEY USING INDEX bills_id_key;

-- plan on 12 to 18
-- 1 expand
--   add constraint bills_id_proof for new rows [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ADD CONSTRAINT bills_id_proof CHECK (id IS NOT NULL) NOT VALID;
--     back: ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_id_proof
-- 2 validate
--   validate constraint bills_id_proof [lock 2000 ms, statement off]
ALTER TABLE public.bills VALIDATE CONSTRAINT bills_id_proof;
--     back: nothing, a validated constraint goes when it is dropped
--   set id NOT NULL, proven by the constraint [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills ALTER COLUMN id SET NOT NULL;
--     back: ALTER TABLE public.bills ALTER COLUMN id DROP NOT NULL
--   drop the proof [lock 2000 ms, statement 5000 ms]
ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_id_proof;
--     back: nothing, the proof was only needed for SET NOT NULL
-- 3 cutover
--   make the index the primary key [lock 2000 ms, statement 5000 ms]
ALTER TABLE bills ADD CONSTRAINT bills_pkey PRIMARY KEY USING INDEX bills_id_key;
--     back: ALTER TABLE public.bills DROP CONSTRAINT IF EXISTS bills_pkey; CREATE UNIQUE INDEX CONCURRENTLY bills_id_key ON bills (id)
