package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.dml.QueryReader;
import dev.lockkeeper.sql.dml.QueryUse;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether one query of the workload uses a relation or a column of it, and how. In doubt it does. */
final class QueryColumns {
    private static final Pattern CURSOR_OR_PLAN =
            Pattern.compile("(?is)^\\s*(?:declare\\s+\\S+\\s.*?\\bfor\\s+|prepare\\s+\\S+(?:\\s*\\([^)]*\\))?\\s+as\\s+"
                    + "|explain(?:\\s*\\([^)]*\\)|\\s+analyze|\\s+verbose)*\\s+)");
    private static final Pattern NO_QUERY = Pattern.compile(
            "(?is)^\\s*(begin|start|commit|end|rollback|abort|savepoint|release|set|reset|show|discard|deallocate"
                    + "|listen|unlisten|notify|checkpoint|fetch|move|close|vacuum|analyze)\\b.*");

    private final QueryReader reader;
    private final Catalog catalog;

    QueryColumns(QueryReader reader, Catalog catalog) {
        this.reader = reader;
        this.catalog = catalog;
    }

    /** What can be said. */
    sealed interface Answer {
        /** {@code how} in words: {@code returns, filters}. */
        record Uses(String how) implements Answer {}

        record DoesNot() implements Answer {}

        record NotUnderstood() implements Answer {}
    }

    Answer of(WorkloadQuery query, QualifiedName relation, Optional<String> column) {
        boolean declared = query.tables().contains(relation.inSchema("public"));
        boolean elsewhere = !declared && !query.tables().isEmpty();
        if (elsewhere || (!declared && !mentions(query.query(), relation.name()))) {
            return new Answer.DoesNot();
        }
        if (declared && column.isPresent() && query.columns().contains(column.get())) {
            return read(query, relation, column) instanceof Answer.Uses uses ? uses : new Answer.Uses("");
        }
        if (declared && column.isPresent() && !query.columns().isEmpty()) {
            return new Answer.DoesNot();
        }
        return read(query, relation, column);
    }

    private Answer read(WorkloadQuery query, QualifiedName relation, Optional<String> column) {
        if (NO_QUERY.matcher(query.query()).matches()) {
            return new Answer.DoesNot();
        }
        return switch (reader.read(CURSOR_OR_PLAN.matcher(query.query()).replaceFirst(""))) {
            case QueryUse.NotUnderstood not -> new Answer.NotUnderstood();
            case QueryUse.Understood understood -> understood(query, understood, relation, column);
        };
    }

    private Answer understood(
            WorkloadQuery query, QueryUse.Understood understood, QualifiedName relation, Optional<String> column) {
        boolean uses = understood.tables().stream().anyMatch(name -> same(name, relation));
        if (!uses) {
            return new Answer.DoesNot();
        }
        if (column.isEmpty()) {
            return new Answer.Uses("");
        }
        String how = understood.columns().stream()
                .filter(reference -> concerns(reference, relation, column.get()))
                .map(reference -> reference.how().name().toLowerCase(Locale.ROOT)
                        + (reference.column().equals(QueryUse.ALL_COLUMNS) ? " all columns" : ""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        boolean elsewhere = understood.columns().stream()
                .anyMatch(reference -> reference.column().equals(column.get()));
        if (how.isEmpty() && !elsewhere && mentions(query.query(), column.get())) {
            return new Answer.Uses("mentions it");
        }
        return how.isEmpty() ? new Answer.DoesNot() : new Answer.Uses(how);
    }

    /** An unqualified column belongs to every table in its scope that has it, or whose columns nobody knows. */
    private boolean concerns(QueryUse.ColumnReference reference, QualifiedName relation, String column) {
        boolean named = reference.column().equals(QueryUse.ALL_COLUMNS)
                || reference.column().equals(column);
        return named && reference.candidates().stream().anyMatch(name -> same(name, relation) && mayHave(name, column));
    }

    private boolean mayHave(QualifiedName name, String column) {
        Optional<Table> table = catalog.table(name);
        return table.isEmpty()
                || table.get().columnsUnknown()
                || table.get().column(column).isPresent();
    }

    /** A bare name may mean any schema: the search path of the session that sent the query is not known. */
    private static boolean same(QualifiedName written, QualifiedName relation) {
        return written.hasSchema()
                ? written.equals(relation.inSchema("public"))
                : written.name().equals(relation.name());
    }

    private static boolean mentions(String text, String word) {
        return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])")
                .matcher(text)
                .find();
    }
}
