package dev.lockkeeper.rule.compatibility;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.UsageCoverage;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who is known to use a table or column, and what the evidence cannot see.
 *
 * @param users queries, views, routines and jobs, at most five, as people name them
 * @param gap why the evidence is not complete, empty when it is
 */
record Usage(List<String> users, String gap) {
    /** Below this many days of coverage a monthly job is invisible (decisions.md). */
    private static final int BUSINESS_CYCLE_DAYS = 35;

    private static final int NAMED = 5;

    Usage {
        users = List.copyOf(users);
    }

    boolean complete() {
        return gap.isEmpty();
    }

    static Usage of(ProductionContext context, Catalog catalog, QualifiedName relation, Optional<String> column) {
        String word = column.orElse(relation.name());
        Pattern mention = Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])");
        Stream<String> queries = context.queriesUsing(relation, column).stream()
                .map(query -> "the query " + query.query()
                        + query.application().map(name -> " of " + name).orElse(""));
        Stream<String> views = catalog.viewsReading(relation, column).stream()
                .map(view -> "view " + view.name().display());
        Stream<String> routines = catalog.functionsMentioning(word).stream()
                // Its own definition is no use of a routine.
                .filter(routine -> !routine.name().equals(relation))
                .map(routine -> "routine " + routine.name().display());
        Stream<String> jobs = context.server().cronJobs().stream()
                .filter(job -> mention.matcher(job.command()).find())
                .map(job -> "the job " + job.schedule() + " " + job.command());
        List<String> users = Stream.of(queries, views, routines, jobs)
                .flatMap(all -> all)
                .distinct()
                .limit(NAMED)
                .toList();
        return new Usage(users, gap(context.usageCoverage()));
    }

    private static String gap(Optional<UsageCoverage> coverage) {
        if (coverage.isEmpty()) {
            return "the context has no usage evidence";
        }
        UsageCoverage known = coverage.get();
        if (known.days().orElse(0) < BUSINESS_CYCLE_DAYS) {
            return "the evidence covers " + known.days().orElse(0) + " days, a monthly job needs "
                    + BUSINESS_CYCLE_DAYS;
        }
        if (known.dealloc().orElse(0) > 0) {
            return "pg_stat_statements has evicted statements";
        }
        return known.replicasUnread().orElse(0) > 0 ? "not every replica was read" : "";
    }
}
