package dev.lockkeeper.app.init;

/** SQL for a person to run as superuser: who may change the schema, with which limits, and who may not. */
public final class RolesSql {
    private RolesSql() {}

    public static String text() {
        return Kit.shipped("common/roles.sql");
    }
}
