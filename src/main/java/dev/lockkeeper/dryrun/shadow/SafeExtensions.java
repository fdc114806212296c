package dev.lockkeeper.dryrun.shadow;

import java.util.Set;

/**
 * Extensions that give no way out of the database: no file, network, program or page access. All come with the
 * server's contrib modules; the rest (dblink, file_fdw, postgres_fdw, pageinspect, untrusted languages) never.
 */
final class SafeExtensions {
    static final Set<String> NAMES = Set.of(
            "btree_gin",
            "btree_gist",
            "citext",
            "cube",
            "dict_int",
            "dict_xsyn",
            "earthdistance",
            "fuzzystrmatch",
            "hstore",
            "intarray",
            "isn",
            "ltree",
            "pg_stat_statements",
            "pg_trgm",
            "pgcrypto",
            "seg",
            "tablefunc",
            "tsm_system_rows",
            "tsm_system_time",
            "unaccent",
            "uuid-ossp");

    private SafeExtensions() {}
}
