package dev.lockkeeper.dryrun.shadow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Hostile SQL that the server must refuse to the migrator: each with the SQLSTATEs that may come back. What succeeds
 * and does no harm is in {@link ContainedAttacks}.
 */
final class Attacks {
    /** What is tried, and the SQLSTATEs that are a refusal. */
    record Attack(String sql, Set<String> states) {
        Attack {
            states = Set.copyOf(states);
        }
    }

    private static final String NOT_ALLOWED = "42501";

    private Attacks() {}

    private static Stream<Attack> denied(String... statements) {
        return Stream.of(statements).map(sql -> new Attack(sql, Set.of(NOT_ALLOWED)));
    }

    private static Attack refused(String sql, String... states) {
        return new Attack(sql, Set.of(states));
    }

    /** {@code secret} is a file everybody may read, {@code open} a folder everybody may write, {@code port} a listener of ours. */
    static List<Attack> all(String secret, String open, int port) {
        List<Attack> all = new ArrayList<>();
        files(secret, open).forEach(all::add);
        programs().forEach(all::add);
        network(port).forEach(all::add);
        roles().forEach(all::add);
        settings().forEach(all::add);
        observer().forEach(all::add);
        catalogs().forEach(all::add);
        elsewhere().forEach(all::add);
        all.addAll(broken());
        return all;
    }

    private static Stream<Attack> files(String secret, String open) {
        return denied(
                "copy victim from '" + secret + "'",
                "copy victim to '" + open + "/owned'",
                "begin; commit; copy victim to '" + open + "/owned'",
                "do $$ begin execute 'copy victim to ''" + open + "/owned'''; end $$",
                "create function public.reach() returns void language plpgsql security definer as $$ begin execute"
                        + " 'copy victim to ''" + open + "/owned'''; end $$; select public.reach()",
                "select pg_read_file('" + secret + "')",
                "select pg_read_binary_file('" + secret + "')",
                "select pg_read_file('postgresql.conf')",
                "select pg_ls_dir('/')",
                "select pg_ls_dir('" + open + "')",
                "select pg_ls_logdir()",
                "select pg_ls_waldir()",
                "select pg_ls_tmpdir()",
                "select pg_stat_file('" + secret + "')",
                "select pg_current_logfile()",
                "select * from pg_file_settings",
                "select * from pg_hba_file_rules",
                "select lo_import('" + secret + "')",
                "select lo_export(1, '" + open + "/owned')",
                "select lo_create(0)",
                "select lo_creat(-1)",
                "select lo_from_bytea(0, 'x')",
                "select lowrite(0, 'x')",
                "create tablespace evil location '" + open + "'",
                "alter table victim set tablespace pg_global; select pg_read_file('" + secret + "')",
                "load '" + open + "/evil.so'");
    }

    private static Stream<Attack> programs() {
        return Stream.concat(
                denied(
                        "copy victim to program 'id'",
                        "copy victim from program 'id'",
                        "copy (select 1) to program 'touch /tmp/lockkeeper-attack'",
                        "do $$ begin execute $x$copy victim from program 'id'$x$; end $$",
                        "create function f(cstring) returns int language c as 'libc.so.6', 'system'",
                        "create function f(int) returns int language internal as 'int4abs'",
                        "create cast (int as oid) without function",
                        "create type evil (input = int4in, output = int4out)",
                        "create operator class evil default for type int using btree as operator 1 <",
                        "create access method evil type index handler bthandler",
                        "create text search template evil (lexize = dsimple_lexize)",
                        "create function public.leak(int) returns boolean leakproof language sql as 'select true'",
                        "create event trigger evil on ddl_command_end execute function public.touch()",
                        "load 'dblink'",
                        "create extension dblink",
                        "create extension file_fdw",
                        "create extension postgres_fdw",
                        "create extension pageinspect",
                        "create extension pg_stat_statements",
                        "alter extension plpgsql add table victim",
                        "drop extension plpgsql cascade"),
                Stream.of(
                        refused("create extension adminpack", NOT_ALLOWED, "58P01", "0A000"),
                        refused("create extension plpython3u", NOT_ALLOWED, "58P01", "0A000"),
                        refused("create extension plperlu", NOT_ALLOWED, "58P01", "0A000"),
                        refused("create language plpython3u", NOT_ALLOWED, "58P01", "0A000"),
                        refused("create extension lockkeeper_evil", "58P01", "0A000"),
                        refused("do language c 'system(0)'", "42501", "0A000")));
    }

    private static Stream<Attack> network(int port) {
        return Stream.concat(
                denied(
                        "create subscription evil connection 'host=127.0.0.1 port=" + port + "' publication p",
                        "create foreign data wrapper w",
                        "select pg_create_physical_replication_slot('evil')",
                        "select pg_create_logical_replication_slot('evil', 'test_decoding')",
                        "create publication evil for all tables",
                        "select pg_notify('a', 'b')"),
                Stream.of(
                        refused("create server evil foreign data wrapper postgres_fdw", "42704"),
                        refused("select dblink('host=127.0.0.1 port=" + port + "', 'select 1')", "42883"),
                        refused("import foreign schema public from server evil into public", "42704")));
    }

    private static Stream<Attack> roles() {
        return Stream.concat(
                denied(
                        "set role " + Roles.ADMIN,
                        "set role pg_read_server_files",
                        "set role pg_monitor",
                        "set session authorization " + Roles.ADMIN,
                        "reset role; reset session authorization; set role " + Roles.OBSERVER,
                        "begin; set local role app; reset role; copy victim to program 'id'",
                        "set role app; reset role; select pg_read_file('/etc/passwd')",
                        "select set_config('role', '" + Roles.ADMIN + "', false)",
                        "select set_config('session_authorization', '" + Roles.ADMIN + "', false)",
                        "alter role " + Roles.ADMIN + " login password 'x'",
                        "alter role current_user superuser",
                        "alter role current_user connection limit -1",
                        "create role evil",
                        "drop role " + Roles.OBSERVER,
                        "grant pg_execute_server_program to current_user",
                        "grant pg_signal_backend to current_user",
                        "grant " + Roles.ADMIN + " to current_user",
                        "grant execute on function pg_read_file(text) to public",
                        "reassign owned by " + Roles.ADMIN + " to current_user",
                        "drop owned by " + Roles.ADMIN,
                        "alter default privileges for role " + Roles.ADMIN + " grant all on tables to public",
                        "create schema evil authorization " + Roles.ADMIN,
                        "alter table victim owner to " + Roles.ADMIN,
                        "create function public.trap() returns int language sql security definer as 'select 1';"
                                + " alter function public.trap() owner to " + Roles.ADMIN,
                        "alter role " + Roles.OBSERVER + " set search_path = public",
                        "select rolpassword from pg_authid",
                        "select passwd from pg_shadow",
                        "select * from pg_user_mapping"),
                Stream.of(refused("alter role " + Roles.MIGRATOR + " rename to evil", "0A000", NOT_ALLOWED)));
    }

    private static Stream<Attack> settings() {
        return Stream.concat(
                denied(
                        "alter system set work_mem = '1GB'",
                        "alter system set archive_command = 'id'",
                        "alter system reset all",
                        "select pg_reload_conf()",
                        "set session_replication_role = replica",
                        "set session_preload_libraries = 'evil'",
                        "set dynamic_library_path = '/tmp'",
                        "set temp_file_limit = -1",
                        "set log_statement = 'none'",
                        "set zero_damaged_pages = on",
                        "set lc_messages = 'xx'",
                        "select set_config('temp_file_limit', '-1', false)",
                        "alter database shop set search_path = public, pg_catalog",
                        "alter database shop owner to current_user",
                        "alter role all set search_path = public"),
                Stream.of(
                        refused("set fsync = on", "55P02"),
                        refused("set max_connections = 1", "55P02"),
                        refused("set allow_system_table_mods = on", "55P02", NOT_ALLOWED),
                        refused("begin; insert into victim values ('x'); prepare transaction 'gid'", "55000")));
    }

    private static Stream<Attack> observer() {
        return denied(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + Roles.OBSERVER + "'",
                "select pg_cancel_backend(pid) from pg_stat_activity where usename = '" + Roles.OBSERVER + "'",
                "do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity where usename = '" + Roles.OBSERVER
                        + "'; end $$",
                "select pg_export_snapshot()",
                "select query_to_xml('select 1', true, false, '')",
                "select database_to_xml(true, false, '')",
                "select pg_switch_wal()",
                "select pg_rotate_logfile()",
                "select pg_create_restore_point('evil')",
                "select pg_stat_reset()",
                "checkpoint; select pg_stat_reset()");
    }

    private static Stream<Attack> catalogs() {
        return Stream.concat(
                denied(
                        "update pg_class set relname = relname",
                        "insert into pg_catalog.pg_proc select * from pg_proc limit 1",
                        "delete from pg_catalog.pg_depend",
                        "truncate pg_catalog.pg_statistic",
                        "select * from pg_statistic",
                        "select * from pg_largeobject",
                        "begin; lock table pg_catalog.pg_class in access exclusive mode",
                        "alter table pg_catalog.pg_class set (autovacuum_enabled = off)",
                        "create trigger evil before insert on pg_catalog.pg_class execute function public.touch()",
                        "create rule evil as on insert to pg_catalog.pg_class do instead nothing",
                        "create policy evil on pg_catalog.pg_class using (false)",
                        "create or replace view pg_catalog.pg_locks as select 1 as a",
                        "create function pg_catalog.evil() returns int language sql as 'select 1'",
                        "create or replace function pg_catalog.now() returns timestamptz language sql as 'select null::timestamptz'",
                        "create operator pg_catalog.= (leftarg = int, rightarg = text, function = public.same)",
                        "create table pg_catalog.evil(a int)",
                        "create table information_schema.evil(a int)",
                        "alter function pg_catalog.now() owner to current_user",
                        "alter schema pg_catalog rename to other",
                        "drop schema information_schema cascade",
                        "drop view pg_catalog.pg_locks cascade"),
                Stream.of(
                        refused("create schema pg_evil", "42939"),
                        refused("drop schema pg_catalog cascade", NOT_ALLOWED, "2BP01"),
                        refused("create table pg_toast.evil(a int)", NOT_ALLOWED, "42P07", "0A000"),
                        refused("reindex system shop", NOT_ALLOWED)));
    }

    private static Stream<Attack> elsewhere() {
        return Stream.concat(
                denied(
                        "create database evil",
                        "alter database shop rename to other",
                        "comment on database shop is 'x'"),
                Stream.of(
                        refused("drop database shop", NOT_ALLOWED, "55006"),
                        refused("drop database template1", NOT_ALLOWED, "42809", "3D000"),
                        refused("select * from other.public.victim", "0A000"),
                        refused("security label on table victim is 'x'", "22023")));
    }

    private static List<Attack> broken() {
        return List.of(
                refused("select E'\\000'", "22021"),
                refused("select chr(0)", "54000"),
                refused("select convert_from('\\xff', 'UTF8')", "22021"),
                refused("select 1 \u0000; drop table victim", "08P01", "22021"),
                refused("\\! id", "42601"),
                refused("\\copy victim to program 'id'", "42601"),
                refused("select " + "(".repeat(60_000) + "1" + ")".repeat(60_000), "54001", "42601"),
                refused("select '" + "[".repeat(200_000) + "'::json", "54001"),
                refused("select " + "not ".repeat(60_000) + "true", "54001", "42601"),
                refused(
                        "create function public.deep(int) returns int language plpgsql as $$ begin return public.deep($1 + 1); end $$;"
                                + " select public.deep(0)",
                        "54001"),
                refused("select repeat('x', 2000000000)", "54000", "XX000"));
    }
}
