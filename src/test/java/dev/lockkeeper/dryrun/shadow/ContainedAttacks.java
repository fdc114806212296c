package dev.lockkeeper.dryrun.shadow;

import java.util.List;

/**
 * Hostile SQL that an owner of tables may run: nothing outside its own database may change by it, and the observer must
 * see and work as before.
 */
final class ContainedAttacks {
    /** What is run, on one connection; what {@code cleanup} undoes is a trap for the next connection. */
    record Script(String sql, String cleanup) {}

    private ContainedAttacks() {}

    private static Script script(String sql) {
        return new Script(sql, "select 1");
    }

    static final List<Script> ALL = List.of(
            // The end of the transaction in which we look.
            script("begin; insert into victim values ('a'); commit; begin; rollback; commit and chain"),
            script("savepoint a; rollback; insert into victim values ('b'); rollback and chain; commit"),
            script("do $$ begin insert into victim values ('c'); commit; rollback; end $$"),
            script(
                    "create procedure public.ends() language plpgsql as $$ begin commit; rollback; commit; end $$; call public.ends()"),
            script("discard all; reset all; deallocate all"),
            script("set session characteristics as transaction read only; begin; end"),
            // Switches of everything that is ours to switch.
            script("set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0"),
            script(
                    "set work_mem = '64GB'; set maintenance_work_mem = '64GB'; set max_parallel_workers_per_gather = 64"),
            script("set application_name = 'lockkeeper_observer'; set search_path = public, pg_catalog"),
            script("set role app; set session authorization default; reset role; set role none"),
            script(
                    "select set_config('search_path', 'public, pg_catalog', false), set_config('lockkeeper.evil', 'x', false)"),
            script("set local_preload_libraries = 'evil'; set session_replication_role = default"),
            script("set client_min_messages = 'error'; set default_tablespace = ''; set xmloption = 'content'"),
            // Names that others use.
            script("create temporary view pg_locks as select 1 as a; create temporary table pg_class(a int)"),
            script(
                    "create view public.pg_stat_activity as select 1 as pid; create view public.pg_locks as select 1 as pid"),
            script("create function public.pg_terminate_backend(int) returns boolean language sql as 'select false';"
                    + " create function public.pg_cancel_backend(int) returns boolean language sql as 'select false'"),
            script("create function public.yes(name, name) returns boolean language sql as 'select true';"
                    + " create operator public.= (leftarg = name, rightarg = name, function = public.yes)"),
            script(
                    "create schema lockkeeper; create function lockkeeper.locks() returns int language sql as 'select 1'"),
            script("create schema \"pg catalog\"; create table \"pg catalog\".\"x\"\"; drop table victim; --\"(a int)"),
            // Traps for whoever comes next.
            script(
                    "create table trap(a int); create trigger t before insert on trap for each row execute function public.touch();"
                            + " alter table trap enable always trigger t; insert into trap values (1)"),
            script(
                    "create table trapped(a int default pg_backend_pid()); create index on trapped ((a + 1)); analyze trapped"),
            script(
                    "create function public.wakes() returns trigger language plpgsql security definer as $$ begin perform set_config('role', 'none', false); return new; end $$"),
            script("grant all on schema public to public; grant all on all tables in schema public to public"),
            script(
                    "alter default privileges grant all on tables to public; alter default privileges in schema public grant execute on functions to lockkeeper_observer"),
            script(
                    "alter table victim enable row level security, force row level security; create policy none on victim using (false)"),
            new Script(
                    "alter role current_user set search_path = public, pg_catalog; alter role current_user set statement_timeout = 1",
                    "alter role current_user reset all"),
            new Script(
                    "alter role current_user set local_preload_libraries = 'evil'",
                    "alter role current_user reset all"),
            new Script(
                    "alter role current_user set default_transaction_read_only = on",
                    "set default_transaction_read_only = off; alter role current_user reset all"),
            // Messages, locks, other processes.
            script("listen everything; notify everything, 'x'; unlisten *"),
            script("select pg_advisory_lock(1); select pg_advisory_lock_shared(2); select pg_try_advisory_lock(3)"),
            script("begin; lock table victim in access exclusive mode; select pg_blocking_pids(pg_backend_pid())"),
            script("declare c cursor with hold for select * from generate_series(1, 100); fetch 3 from c"),
            script("vacuum full pg_catalog.pg_class; analyze; cluster"),
            script("select xmlparse(document '<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>')"),
            script(
                    "select xmlparse(document '<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><a>&b;</a>')"),
            script("copy (select 1) to stdout"),
            script("copy victim from stdin"),
            script("set client_encoding = 'LATIN1'"),
            script("create conversion public.c for 'UTF8' to 'LATIN1' from pg_catalog.utf8_to_iso8859_1"),
            script("create table \"\u202e\u2066\uFEFF'; drop table victim; --\"(\"\uD83D\uDD12\" int)"),
            script(
                    "create extension pg_trgm; create extension hstore; drop extension if exists pg_trgm, hstore cascade"),
            script("drop schema public cascade; create schema public"));
}
