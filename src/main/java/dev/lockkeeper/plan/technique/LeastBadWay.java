package dev.lockkeeper.plan.technique;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.Optional;

/** What to say where PostgreSQL has no online way: the window that the statement needs, and what else could be done. */
final class LeastBadWay {
    private static final String COPY =
            "a new table made as wanted, filled in batches and kept equal by a trigger, then swapped in by two renames, keeps writers going";

    private LeastBadWay() {}

    /** Sentences for the reader of the step. {@code work} is the forecast of the statement's own work. */
    static String of(Statement statement, Forecast work, Analysis analysis) {
        return "PostgreSQL has no online way for this: it blocks for " + work.display()
                + ". Run it alone, in a window of at least twice that, with a lock_timeout; or change the design"
                + other(statement, analysis).map(way -> ": " + way).orElse("") + ".";
    }

    private static Optional<String> other(Statement statement, Analysis analysis) {
        return switch (statement) {
            case RelationStatement.AlterTable alter
            when alter.actions().size() == 1 -> other(alter.actions().getFirst(), analysis);
            case RelationStatement.Cluster cluster ->
                Optional.of("the extension pg_repack orders a table anew and blocks only at its end");
            case RelationStatement.Vacuum vacuum
            when vacuum.full() ->
                Optional.of(
                        "plain VACUUM gives the space to later rows without blocking, and the extension pg_repack shrinks the file and blocks only at its end");
            case RelationStatement.RefreshMaterializedView refresh ->
                Optional.of(
                        "with a unique index over columns of the view, CREATE UNIQUE INDEX first, REFRESH MATERIALIZED VIEW CONCURRENTLY lets readers go on");
            case DataStatement.Update update ->
                Optional.of(
                        "an UPDATE of one table without joins, with a primary key, can be run in batches that commit");
            case DataStatement.Delete delete ->
                Optional.of("a DELETE from one table without joins can be run in batches that commit");
            case TypeStatement.AlterDomain domain ->
                Optional.of(
                        "a CHECK on each table that uses the domain, NOT VALID and then validated, lets its writers go on");
            default -> Optional.empty();
        };
    }

    private static Optional<String> other(AlterAction action, Analysis analysis) {
        return switch (action) {
            case AlterAction.AddConstraint add
            when add.constraint().kind() == Kind.EXCLUDE ->
                Optional.of(
                        "an exclusion constraint has no NOT VALID, and its index cannot be built beforehand; " + COPY);
            case AlterAction.AddConstraint add
            when add.constraint().kind() == Kind.FOREIGN_KEY ->
                Optional.of(
                        "up to 17 a partitioned table takes no NOT VALID foreign key; the same key on each partition does, NOT VALID and then validated, but later partitions do not get it");
            case AlterAction.AddColumn add
            when add.column().generatedKind() == GeneratedKind.STORED ->
                Optional.of(
                        (analysis.version().atLeast(18)
                                        ? "a VIRTUAL column is computed when it is read, and adding it takes a moment; "
                                        : "")
                                + "a plain column that a trigger computes, filled in batches, holds the same values, but is not generated in the catalog and the application may write to it");
            case AlterAction.AlterType type ->
                Optional.of(
                        "a second column of the new type, written by a trigger and filled in batches, can take the first one's name");
            case AlterAction.SetTablespace move ->
                Optional.of("the extension pg_repack moves a table with --tablespace and blocks only at its end");
            case AlterAction.SetLogged set -> Optional.of(COPY);
            case AlterAction.SetAccessMethod set -> Optional.of(COPY);
            default -> Optional.empty();
        };
    }
}
