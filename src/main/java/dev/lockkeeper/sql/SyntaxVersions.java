package dev.lockkeeper.sql;

import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Syntax that the newest grammar reads and an older server does not (release notes of PostgreSQL 11 to 18). */
public final class SyntaxVersions {
    private SyntaxVersions() {}

    /** What needs which major at least. */
    public record Missing(String what, int since) {}

    /** What of the statement {@code version} does not know; empty when it can be run there. */
    public static List<Missing> missing(ScriptStatement statement, PgVersion version) {
        List<Missing> needs = new ArrayList<>();
        switch (statement.meaning()) {
            case RelationStatement.CreateTable create -> {
                create.columns().forEach(column -> column(column, needs));
                create.constraints().forEach(constraint -> constraint(constraint, needs));
                create.partitionStrategy()
                        .filter("hash"::equals)
                        .ifPresent(hash -> needs.add(new Missing("hash partitioning", 11)));
                if (create.defaultPartition()) {
                    needs.add(new Missing("a DEFAULT partition", 11));
                }
            }
            case RelationStatement.AlterTable alter -> alter.actions().forEach(action -> action(action, needs));
            case RelationStatement.CreateIndex create -> {
                if (!create.include().isEmpty()) {
                    needs.add(new Missing("INCLUDE", 11));
                }
                if (words(statement).contains("nulls not distinct")) {
                    needs.add(new Missing("NULLS NOT DISTINCT", 15));
                }
            }
            case ObjectStatement.Rename rename
            when rename.kind() == ObjectKind.COLUMN && words(statement).startsWith("alter view") ->
                needs.add(new Missing("ALTER VIEW … RENAME COLUMN", 13));
            case RelationStatement.Reindex reindex
            when reindex.concurrently() -> needs.add(new Missing("REINDEX CONCURRENTLY", 12));
            case RoutineStatement.CreateFunction create
            when create.procedure() -> needs.add(new Missing("CREATE PROCEDURE", 11));
            case RoutineStatement.Call call -> needs.add(new Missing("CALL", 11));
            case RoutineStatement.CreateTrigger create
            when create.orReplace() -> needs.add(new Missing("CREATE OR REPLACE TRIGGER", 14));
            case DataStatement.Merge merge -> needs.add(new Missing("MERGE", 15));
            default -> {}
        }
        return needs.stream()
                .filter(need -> !version.atLeast(need.since()))
                .distinct()
                .toList();
    }

    private static String words(ScriptStatement statement) {
        return statement.sql().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    private static void column(ColumnDefinition column, List<Missing> needs) {
        if (column.generatedKind() == GeneratedKind.STORED) {
            needs.add(new Missing("a generated column", 12));
        }
        if (column.generatedKind() == GeneratedKind.VIRTUAL) {
            needs.add(new Missing("a VIRTUAL generated column", 18));
        }
        column.constraints().forEach(constraint -> constraint(constraint, needs));
    }

    private static void constraint(ConstraintDefinition constraint, List<Missing> needs) {
        String text = constraint.sql().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (constraint.notEnforced()) {
            needs.add(new Missing("NOT ENFORCED", 18));
        }
        if (constraint.kind() == Kind.NOT_NULL && constraint.notValid()) {
            needs.add(new Missing("NOT NULL … NOT VALID", 18));
        }
        if (text.contains("nulls not distinct")) {
            needs.add(new Missing("NULLS NOT DISTINCT", 15));
        }
        if (text.contains("without overlaps")) {
            needs.add(new Missing("WITHOUT OVERLAPS", 18));
        }
    }

    private static void action(AlterAction action, List<Missing> needs) {
        switch (action) {
            case AlterAction.AddColumn add -> column(add.column(), needs);
            case AlterAction.AddConstraint add -> {
                constraint(add.constraint(), needs);
                if (add.constraint().kind() == Kind.NOT_NULL) {
                    needs.add(new Missing("ADD NOT NULL as a table constraint", 18));
                }
            }
            case AlterAction.SetExpression set -> needs.add(new Missing("SET EXPRESSION", 17));
            case AlterAction.DropExpression drop -> needs.add(new Missing("DROP EXPRESSION", 13));
            case AlterAction.SetCompression set -> needs.add(new Missing("SET COMPRESSION", 14));
            case AlterAction.SetAccessMethod set -> needs.add(new Missing("SET ACCESS METHOD", 15));
            case AlterAction.DetachPartition detach -> {
                if (detach.concurrently() || detach.finishing()) {
                    needs.add(new Missing("DETACH PARTITION CONCURRENTLY", 14));
                }
            }
            default -> {}
        }
    }
}
