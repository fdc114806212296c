package dev.lockkeeper.sql.dml;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Set;

/** What a query does with tables and columns, as JSqlParser reads its text; names are as written, not resolved. */
public sealed interface QueryUse {
    /** The column of a {@link ColumnReference} that stands for all columns: {@code SELECT *}, a whole row. */
    String ALL_COLUMNS = "*";

    /** Read to the end: every table, and every column with the tables it may belong to. */
    record Understood(Set<QualifiedName> tables, List<ColumnReference> columns) implements QueryUse {
        public Understood {
            tables = Set.copyOf(tables);
            columns = List.copyOf(columns);
        }
    }

    /** JSqlParser does not know this syntax: nothing may be concluded from the query, least of all that it uses nothing. */
    record NotUnderstood(String reason) implements QueryUse {}

    /**
     * A column as a query names it.
     *
     * @param candidates the tables it may belong to: one when it is qualified, else every table in its scope
     * @param column its name, or {@link #ALL_COLUMNS}
     */
    record ColumnReference(List<QualifiedName> candidates, String column, How how) {
        public ColumnReference {
            candidates = List.copyOf(candidates);
        }
    }

    /** What a query does with a column; a query may do several. */
    enum How {
        RETURNS,
        FILTERS,
        JOINS,
        READS,
        WRITES
    }
}
