package dev.lockkeeper.sql;

import java.util.regex.Pattern;

/** The output of {@code pg_dump --schema-only} under its file name; psql's own lines are blanked, so that line numbers stay. */
public record SchemaText(String name, String text) {
    private static final Pattern PSQL_LINES = Pattern.compile("(?m)^\\\\(?:restrict|unrestrict|connect)\\b.*$");

    /** The SQL alone. */
    public String sql() {
        return PSQL_LINES.matcher(text).replaceAll("");
    }
}
