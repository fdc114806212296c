package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Function;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.dml.QueryReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the users of a table or column in the workload, the catalog and the jobs. Query texts are read by JSqlParser
 * ({@link QueryColumns}); what it does not read counts as a possible user.
 */
public final class UsageEvidence {
    private final ProductionContext context;
    private final Catalog catalog;

    public UsageEvidence(ProductionContext context, Catalog catalog) {
        this.context = context;
        this.catalog = catalog;
    }

    /** Users of {@code relation}, or of one of its columns. */
    public Usage of(QualifiedName relation, Optional<String> column) {
        List<Usage.User> users = new ArrayList<>();
        List<String> notUnderstood = new ArrayList<>();
        queries(relation, column, users, notUnderstood);
        objects(relation, column).distinct().map(Usage.User::of).forEach(users::add);
        return new Usage(users, notUnderstood, context.usageCoverage());
    }

    private void queries(
            QualifiedName relation, Optional<String> column, List<Usage.User> users, List<String> notUnderstood) {
        List<Usage.User> found = new ArrayList<>();
        try (QueryReader reader = new QueryReader()) {
            QueryColumns columns = new QueryColumns(reader, catalog);
            for (WorkloadQuery query : context.workload()) {
                switch (columns.of(query, relation, column)) {
                    case QueryColumns.Answer.Uses uses -> found.add(user(query, uses.how()));
                    case QueryColumns.Answer.NotUnderstood not -> notUnderstood.add(query.query());
                    case QueryColumns.Answer.DoesNot not -> {}
                }
            }
        }
        found.sort(Comparator.comparingDouble(
                        (Usage.User user) -> user.callsPerHour().orElse(0))
                .reversed());
        users.addAll(found);
    }

    private Usage.User user(WorkloadQuery query, String how) {
        return new Usage.User(
                "the query " + query.query()
                        + query.application().map(name -> " of " + name).orElse(""),
                how,
                callsPerHour(query),
                query.lastSeen());
    }

    /** Calls over the time that the counters cover; not known when nobody said how long that is. */
    private OptionalDouble callsPerHour(WorkloadQuery query) {
        OptionalDouble covered = context.usageCoverage().stream()
                .filter(coverage -> coverage.days().orElse(0) > 0)
                .mapToDouble(coverage -> coverage.days().orElse(0) * 24.0)
                .findFirst();
        OptionalDouble seen = query.firstSeen().isPresent()
                        && context.capturedAt().isPresent()
                ? OptionalDouble.of(Duration.between(
                                query.firstSeen().get(), context.capturedAt().get())
                        .toHours())
                : OptionalDouble.empty();
        OptionalDouble hours = covered.isPresent() ? covered : seen;
        return query.calls().isPresent() && hours.isPresent() && hours.getAsDouble() >= 1
                ? OptionalDouble.of(query.calls().getAsLong() / hours.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Views, routines, triggers and jobs that name it; what the server's own dependencies say comes first. */
    private Stream<String> objects(QualifiedName relation, Optional<String> column) {
        String word = column.orElse(relation.name());
        Pattern mention = Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])");
        Stream<String> dependants = column.stream().flatMap(name -> context.dependants(relation, name).stream());
        Stream<String> views = catalog.viewsReading(relation, column).stream()
                .map(view -> "view " + view.name().display());
        // Its own definition is no use of a routine.
        List<Function> routines = catalog.functionsMentioning(word).stream()
                .filter(routine -> !routine.name().equals(relation))
                .toList();
        Set<QualifiedName> named = routines.stream().map(Function::name).collect(java.util.stream.Collectors.toSet());
        Stream<String> triggers = catalog.table(relation).map(Table::name).stream()
                .flatMap(table -> catalog.triggersOf(table).stream())
                .filter(trigger -> named.contains(trigger.function()))
                .map(trigger -> "trigger " + trigger.name() + " on " + relation.display());
        Stream<String> jobs = context.server().cronJobs().stream()
                .filter(job -> mention.matcher(job.command()).find())
                .map(job -> "the job " + job.schedule() + " " + job.command());
        return Stream.of(
                        dependants,
                        views,
                        routines.stream()
                                .map(routine -> "routine " + routine.name().display()),
                        triggers,
                        jobs)
                .flatMap(all -> all);
    }
}
