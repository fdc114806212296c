package dev.lockkeeper.dryrun.explain;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Production's queries on the touched tables, those with the most time together first.
 *
 * @param queries the ones to explain
 * @param notCompared the others, with the reason
 */
public record TopQueries(List<WorkloadQuery> queries, List<String> notCompared) {
    private static final int MOST = 20;
    private static final int MOST_NAMED = 10;

    public TopQueries {
        queries = List.copyOf(queries);
        notCompared = List.copyOf(notCompared);
    }

    public static TopQueries of(ScriptReader reader, ProductionContext context, Collection<QualifiedName> touched) {
        Map<String, WorkloadQuery> byText = new LinkedHashMap<>();
        touched.stream()
                .sorted()
                .flatMap(table -> context.queriesUsing(table, Optional.empty()).stream())
                .sorted(Comparator.comparingDouble(TopQueries::time)
                        .thenComparingLong(query -> query.calls().orElse(0))
                        .reversed()
                        .thenComparing(WorkloadQuery::query))
                .forEach(query -> byText.putIfAbsent(query.query(), query));
        List<WorkloadQuery> queries = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (WorkloadQuery query : byText.values()) {
            if (QueryText.single(reader, query.query())
                    .filter(QueryText::explainable)
                    .isEmpty()) {
                others.add(gap(query.query(), "no single SELECT, INSERT, UPDATE, DELETE or MERGE that can be read"));
            } else if (queries.size() < MOST) {
                queries.add(query);
            } else {
                others.add(gap(query.query(), "only the " + MOST + " that take the most time are"));
            }
        }
        return new TopQueries(queries, named(others));
    }

    private static double time(WorkloadQuery query) {
        return query.calls().orElse(0) * query.meanMillis().orElse(0);
    }

    /** What is said of a query whose plans are not known. */
    public static String gap(String query, String why) {
        return "Plan of a query not compared: " + QueryText.label(query) + " (" + why + ")";
    }

    private static List<String> named(List<String> others) {
        List<String> named = new ArrayList<>(others.subList(0, Math.min(MOST_NAMED, others.size())));
        if (others.size() > MOST_NAMED) {
            named.add("Plans of queries not compared: " + (others.size() - MOST_NAMED) + " more queries.");
        }
        return named;
    }
}
