package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Words;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What no schema change needs: files, network, other sessions, code in an untrusted language. */
@AutoService(Rule.class)
public final class ReachesOutsideDatabase implements Rule {
    private static final Set<String> FUNCTIONS = Set.of(
            "pg_read_file",
            "pg_read_binary_file",
            "pg_ls_dir",
            "pg_stat_file",
            "pg_file_write",
            "pg_file_unlink",
            "pg_file_rename",
            "pg_execute_server_program",
            "lo_import",
            "lo_export",
            "pg_terminate_backend",
            "pg_cancel_backend",
            "pg_reload_conf",
            "pg_rotate_logfile",
            "pg_promote",
            "pg_switch_wal",
            "pg_wal_replay_pause",
            "pg_drop_replication_slot",
            "pg_replication_slot_advance",
            "pg_logical_emit_message",
            "query_to_xml",
            "database_to_xml",
            "http_get",
            "http_post");

    /** Extensions that PostgreSQL 13 and later call trusted, and the usual ones of providers that only add types and functions. */
    private static final Set<String> HARMLESS_EXTENSIONS = Set.of(
            "bool_plperl",
            "btree_gin",
            "btree_gist",
            "citext",
            "cube",
            "dict_int",
            "fuzzystrmatch",
            "hstore",
            "hypopg",
            "intarray",
            "isn",
            "jsonb_plperl",
            "lo",
            "ltree",
            "pg_stat_statements",
            "pg_trgm",
            "pgcrypto",
            "pgstattuple",
            "plperl",
            "plpgsql",
            "pltcl",
            "postgis",
            "postgis_topology",
            "seg",
            "tablefunc",
            "tcn",
            "tsm_system_rows",
            "tsm_system_time",
            "unaccent",
            "uuid-ossp",
            "vector");

    private static final Set<String> LANGUAGES = Set.of("sql", "plpgsql", "plperl", "pltcl", "plv8");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> what(at).limit(1)
                        .map(what -> Hit.at(
                                at,
                                what + ": it reaches beyond this database's tables.",
                                "Take it out of the migration; an operator does such work by hand.")));
    }

    private static Stream<String> what(StatementEffects at) {
        Stream<String> calls = Words.calls(at.statement().sql())
                .filter(name -> FUNCTIONS.contains(name) || name.startsWith("dblink"))
                .map(name -> "calls " + name);
        Stream<String> made = switch (at.statement().meaning()) {
            case ObjectStatement.CreateExtension create ->
                HARMLESS_EXTENSIONS.contains(create.extension())
                        ? Stream.<String>empty()
                        : Stream.of("installs the extension " + create.extension()
                                + ", which is not known as one that only adds types and functions");
            case RoutineStatement.CreateFunction create ->
                LANGUAGES.contains(create.language())
                        ? Stream.<String>empty()
                        : Stream.of(create.function().display() + " is written in " + create.language()
                                + ", which runs with the rights of the server's account");
            case ObjectStatement.OtherObject other ->
                other.command().toUpperCase(Locale.ROOT).matches("CREATE (SERVER|FOREIGN|USER)")
                        ? Stream.of("connects to another server")
                        : Stream.<String>empty();
            default -> Stream.<String>empty();
        };
        return Stream.concat(made, calls);
    }
}
