package dev.lockkeeper.dryrun.shadow;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Hostile SQL that the server must refuse to the migrator; docs: the security section of the dry-run design. */
final class Attacks {
    /** What is tried, and the SQLSTATE that must come back. */
    record Attack(String sql, String state) {}

    private static Attack denied(String sql) {
        return new Attack(sql, "42501");
    }

    static final List<Attack> ALL = List.of(
            denied("copy victim to program 'id'"),
            denied("copy victim from program 'id'"),
            denied("copy victim from '/etc/passwd'"),
            denied("copy victim to '/tmp/lockkeeper-attack'"),
            denied("select pg_read_file('/etc/passwd')"),
            denied("select pg_ls_dir('/')"),
            denied("select pg_stat_file('/etc/passwd')"),
            denied("select lo_import('/etc/passwd')"),
            denied("select lo_from_bytea(0, 'x')"),
            denied("load 'dblink'"),
            denied("create function f(cstring) returns int language c as 'libc.so.6', 'system'"),
            denied("create function f(int) returns int language internal as 'int4abs'"),
            denied("create extension dblink"),
            denied("create extension file_fdw"),
            denied("create foreign data wrapper w"),
            denied("alter system set work_mem = '1GB'"),
            denied("set role " + Roles.ADMIN),
            denied("set session authorization " + Roles.ADMIN),
            denied("alter role " + Roles.ADMIN + " login password 'x'"),
            denied("alter role current_user superuser"),
            denied("create role evil"),
            denied("create database evil"),
            denied("create tablespace evil location '/tmp'"),
            denied("grant pg_execute_server_program to current_user"),
            denied("select rolpassword from pg_authid"),
            denied("update pg_class set relname = relname"),
            denied("create publication evil for all tables"),
            denied("create subscription evil connection 'host=127.0.0.1' publication p"),
            denied("select pg_create_physical_replication_slot('evil')"),
            denied("set session_replication_role = replica"),
            denied("set session_preload_libraries = 'evil'"),
            denied("set dynamic_library_path = '/tmp'"),
            denied("set temp_file_limit = -1"),
            denied("alter database shop set search_path = public, pg_catalog"),
            denied("alter role " + Roles.OBSERVER + " set search_path = public"),
            denied("select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + Roles.OBSERVER + "'"),
            denied("select pg_notify('a', 'b')"),
            denied("select query_to_xml('select 1', true, false, '')"),
            denied("create cast (int as oid) without function"),
            new Attack("begin; insert into victim values ('x'); prepare transaction 'gid'", "55000"));

    private Attacks() {}

    /** Runs all; the result names those that were not refused as expected. */
    static List<String> notRefused(ShadowDatabase shadow) throws SQLException {
        List<String> open = new ArrayList<>();
        try (Connection c = shadow.migrator();
                Statement s = c.createStatement()) {
            s.execute("create table victim(x text)");
        }
        for (Attack attack : ALL) {
            try (Connection c = shadow.migrator();
                    Statement s = c.createStatement()) {
                s.execute(attack.sql());
                open.add(attack.sql() + " => done");
            } catch (SQLException e) {
                if (!attack.state().equals(e.getSQLState())) {
                    open.add(attack.sql() + " => " + e.getSQLState() + " " + e.getMessage());
                }
            }
        }
        return open;
    }
}
