package dev.lockkeeper.context.snapshot;

/** An object of the database as pg_depend names it: the catalog it is in, and its oid there. */
record ObjectId(String catalog, long oid) {}
