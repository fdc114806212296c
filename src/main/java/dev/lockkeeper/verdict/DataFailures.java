package dev.lockkeeper.verdict;

import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.plan.FailureSources;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a person must decide because rows may break a step: statistics cannot see rare rows, only a count of zero passes. */
final class DataFailures {
    private static final List<String> WAYS = List.of(
            "repair the rows first", "keep the constraint NOT VALID and validate later", "apply it to new rows only");

    private final Case given;
    private final RealRowsAnswer realRows;
    private final FailureSources sources;

    DataFailures(Plan plan, Case given, PolicySettings settings) {
        this.given = given;
        this.realRows = new RealRowsAnswer(given, settings);
        this.sources = new FailureSources(plan, given.analysis());
    }

    List<Decision> of(Step step) {
        return sources.of(step)
                .filter(fails -> !filledHere(fails) && !emptyTable(fails))
                .flatMap(fails -> decision(step, fails).stream())
                .distinct()
                .toList();
    }

    private Optional<Decision> decision(Step step, Effect.FailsOnData fails) {
        OptionalLong count = fails.countQuery()
                .map(query -> given.analysis().context().dataFact(fails.table(), query))
                .orElse(OptionalLong.empty());
        if (count.isPresent() ? count.getAsLong() == 0 : realRows.answers(fails)) {
            return Optional.empty();
        }
        String table = fails.table().display();
        return Optional.of(
                count.isPresent()
                        ? new Decision(
                                "Step " + step.id() + " will fail (" + fails.sqlState() + "): "
                                        + rows(count.getAsLong()) + " of " + table
                                        + " break it. What is to happen with them?",
                                "Counted by `lockkeeper preflight`: "
                                        + fails.countQuery().orElseThrow(),
                                WAYS,
                                1)
                        : new Decision(
                                "Step " + step.id() + " fails if " + table + " holds rows that break it ("
                                        + fails.sqlState() + "). Do they exist?",
                                "Statistics cannot see rare rows. "
                                        + fails.countQuery()
                                                .map(query ->
                                                        "Count them with `lockkeeper preflight --url … --update`: "
                                                                + query)
                                                .orElse(
                                                        "No query can count them safely: run the review on a backup or clone (--shadow)."),
                                WAYS,
                                1));
    }

    private static String rows(long count) {
        return count > Effect.FailsOnData.MOST_COUNTED
                ? "more than " + Effect.FailsOnData.MOST_COUNTED + " rows or keys"
                : count == 1 ? "1 row or key" : count + " rows or keys";
    }

    /** The migration makes the table and writes nothing into it. */
    private boolean emptyTable(Effect.FailsOnData fails) {
        return given.analysis().start().table(fails.table()).isEmpty()
                && given.analysis().statements().stream()
                        .flatMap(at -> at.all(Effect.WritesRows.class))
                        .noneMatch(writes -> writes.table().equals(fails.table()))
                && given.analysis().statements().stream()
                        .map(StatementEffects::statement)
                        .noneMatch(statement -> statement.meaning() instanceof RelationStatement.CreateTableAs);
    }

    /**
     * The column is new and its values are the migration's own: it has a default for new rows, or a trigger writes it
     * (then the submitted text only renames), and the dry run filled the old ones.
     */
    private boolean filledHere(Effect.FailsOnData fails) {
        Optional<Table> start = given.analysis().start().table(fails.table());
        Optional<Table> end = given.analysis().end().table(fails.table());
        boolean own = fails.sqlState().equals("23502") || fails.sqlState().equals("23514");
        return own
                && !fails.columns().isEmpty()
                && start.isPresent()
                && end.isPresent()
                && fails.columns().stream()
                        .allMatch(name -> start.get().column(name).isEmpty()
                                && end.get()
                                        .column(name)
                                        .map(column -> column.origin() != Origin.CREATED
                                                || column.defaultValue().isPresent())
                                        .orElse(false));
    }
}
