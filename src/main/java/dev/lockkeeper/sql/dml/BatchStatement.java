package dev.lockkeeper.sql.dml;

import java.util.List;

/**
 * An UPDATE or DELETE of many rows, taken apart so that it can run over ranges of a key.
 *
 * @param table the table as written, with its alias
 * @param qualifier what its columns are qualified with: the alias, or the table
 * @param head the statement up to its WHERE
 * @param where the condition without the word WHERE, empty when there is none
 * @param tables every table JSqlParser saw, for the cross-check
 */
public record BatchStatement(String table, String qualifier, String head, String where, List<String> tables) {
    public BatchStatement {
        tables = List.copyOf(tables);
    }

    /** The statement limited to {@code range}, a condition over the key. */
    public String over(String range) {
        return where.isEmpty() ? head + " WHERE " + range : head + " WHERE (" + where + ") AND " + range;
    }
}
