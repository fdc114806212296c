package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.dml.QueryReader;
import dev.lockkeeper.sql.dml.QueryUse;
import java.util.List;
import java.util.Set;

/**
 * Says of each query of the workload which of the server's tables it reads or writes, as JSqlParser reads its text. A
 * bare name stands for every table of that name: the search path of the sessions is not known. A query that is not
 * understood keeps no table, and so counts for every table that its text mentions.
 */
final class QueryTables {
    private QueryTables() {}

    static List<WorkloadQuery> named(List<WorkloadQuery> workload, Set<QualifiedName> known) {
        try (QueryReader reader = new QueryReader()) {
            return workload.stream()
                    .map(query ->
                            query.tables().isEmpty() ? query.withTables(of(reader.read(query.query()), known)) : query)
                    .toList();
        }
    }

    private static List<QualifiedName> of(QueryUse use, Set<QualifiedName> known) {
        return switch (use) {
            case QueryUse.NotUnderstood not -> List.of();
            case QueryUse.Understood understood ->
                known.stream()
                        .filter(table -> understood.tables().stream().anyMatch(name -> same(name, table)))
                        .sorted()
                        .toList();
        };
    }

    private static boolean same(QualifiedName written, QualifiedName table) {
        return written.hasSchema()
                ? written.equals(table.inSchema("public"))
                : written.name().equals(table.name());
    }
}
