package dev.lockkeeper.sql;

/** The kinds of object that DDL names; {@code sql} is the keyword after DROP, ALTER or COMMENT ON. */
public enum ObjectKind {
    TABLE("TABLE"),
    INDEX("INDEX"),
    SEQUENCE("SEQUENCE"),
    VIEW("VIEW"),
    MATERIALIZED_VIEW("MATERIALIZED VIEW"),
    FOREIGN_TABLE("FOREIGN TABLE"),
    COLUMN("COLUMN"),
    CONSTRAINT("CONSTRAINT"),
    DOMAIN_CONSTRAINT("DOMAIN CONSTRAINT"),
    TRIGGER("TRIGGER"),
    EVENT_TRIGGER("EVENT TRIGGER"),
    RULE("RULE"),
    POLICY("POLICY"),
    FUNCTION("FUNCTION"),
    PROCEDURE("PROCEDURE"),
    ROUTINE("ROUTINE"),
    AGGREGATE("AGGREGATE"),
    OPERATOR("OPERATOR"),
    TYPE("TYPE"),
    DOMAIN("DOMAIN"),
    COLLATION("COLLATION"),
    CAST("CAST"),
    SCHEMA("SCHEMA"),
    EXTENSION("EXTENSION"),
    STATISTICS("STATISTICS"),
    PUBLICATION("PUBLICATION"),
    SUBSCRIPTION("SUBSCRIPTION"),
    SERVER("SERVER"),
    DATABASE("DATABASE"),
    ROLE("ROLE"),
    LANGUAGE("LANGUAGE"),
    TABLESPACE("TABLESPACE"),
    OTHER("OBJECT");

    private final String sql;

    ObjectKind(String sql) {
        this.sql = sql;
    }

    public String sql() {
        return sql;
    }

    /** Stored in {@code pg_class}: dropping or renaming it locks a relation. */
    public boolean relation() {
        return switch (this) {
            case TABLE, INDEX, SEQUENCE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> true;
            default -> false;
        };
    }
}
