package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table or column constraint as written.
 *
 * @param sql the constraint's own text, from {@code CONSTRAINT} (or its keyword) to its last token
 * @param columns the constrained columns; a column constraint names its own column
 * @param referencedColumns empty means the referenced table's primary key
 * @param index the index of {@code USING INDEX}
 * @param indexTablespace where the constraint's own index goes: {@code USING INDEX TABLESPACE}
 */
public record ConstraintDefinition(
        Kind kind,
        Optional<String> name,
        List<String> columns,
        Optional<Expression> check,
        Optional<QualifiedName> references,
        List<String> referencedColumns,
        boolean notValid,
        boolean notEnforced,
        boolean deferrable,
        Optional<String> index,
        Optional<String> indexTablespace,
        String sql) {
    private static final Pattern QUOTED = Pattern.compile("(?s)\"[^\"]*+\"|'[^']*+'|--[^\n]*+|/\\*.*?\\*/");

    /** The kinds of constraint PostgreSQL keeps in {@code pg_constraint} (NOT NULL there from 18). */
    public enum Kind {
        CHECK,
        FOREIGN_KEY,
        UNIQUE,
        PRIMARY_KEY,
        EXCLUDE,
        NOT_NULL
    }

    /** {@code NO INHERIT}: children and partitions do not get it. */
    public boolean noInherit() {
        return sql.matches("(?is).*\\bno\\s+inherit\\b.*");
    }

    public ConstraintDefinition {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
    }

    /**
     * Whether a constraint's text has these keywords in this order, outside of names, literals and comments:
     * {@code MATCH FULL}, {@code NULLS NOT DISTINCT}, {@code NO INHERIT}.
     */
    public static boolean says(String sql, String keywords) {
        String bare = QUOTED.matcher(sql).replaceAll(" ? ");
        return Pattern.compile("(?i)\\b" + keywords.replace(" ", "\\s+") + "\\b")
                .matcher(bare)
                .find();
    }
}
