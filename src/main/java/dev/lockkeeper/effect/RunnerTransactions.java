package dev.lockkeeper.effect;

import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which statements of a file the runner puts into one transaction: a segment per transaction that it opens, from the
 * runner's rules and the switches in the file. Facts: the runners' documentation and issue threads (October 2026).
 */
public record RunnerTransactions(List<Segment> segments) {
    private static final Pattern CHANGESET = Pattern.compile("(?m)^--\\s*changeset\\b(.*)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern GOOSE_OFF = Pattern.compile("(?m)^--\\s*\\+goose\\s+NO\\s+TRANSACTION\\b");
    private static final Pattern DBMATE_OFF = Pattern.compile("(?m)^--\\s*migrate:up\\b.*\\btransaction:false\\b");

    public RunnerTransactions {
        segments = List.copyOf(segments);
    }

    /** From UTF-16 position {@code start} of the text on; {@code wrapped}: all of it commits together. */
    public record Segment(int start, boolean wrapped) {}

    /** A runner whose switch does not stand in the SQL: the whole file is one transaction, or none of it. */
    public static RunnerTransactions whole(boolean wrapped) {
        return one(wrapped);
    }

    /** The segment that the statement at {@code position} stands in. */
    public int at(int position) {
        int found = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).start() <= position) {
                found = i;
            }
        }
        return found;
    }

    public static RunnerTransactions of(Framework framework, Script script) {
        String text = script.text();
        return switch (framework.sending()) {
            case STATEMENTS -> one(false);
            case ONE_STRING -> one(script.statements().size() > 1 && !ownTransaction(script));
            case WRAPPED ->
                switch (framework) {
                    case LIQUIBASE -> changesets(text);
                    case GOOSE -> one(!GOOSE_OFF.matcher(text).find());
                    case DBMATE ->
                        one(!DBMATE_OFF.matcher(text).find()
                                || script.statements().size() > 1);
                    case FLYWAY -> one(!flywaySplits(script.statements()));
                    default -> one(true);
                };
        };
    }

    /** In a string from BEGIN to COMMIT these are the transaction: PostgreSQL makes none of its own around them. */
    private static boolean ownTransaction(Script script) {
        return control(script.statements().getFirst(), TransactionCommand.BEGIN)
                && control(script.statements().getLast(), TransactionCommand.COMMIT)
                && script.statements().stream()
                                .filter(at -> at.meaning() instanceof SessionStatement.TransactionControl)
                                .count()
                        == 2;
    }

    private static boolean control(ScriptStatement at, TransactionCommand kind) {
        return at.meaning() instanceof SessionStatement.TransactionControl control && control.kind() == kind;
    }

    private static RunnerTransactions one(boolean wrapped) {
        return new RunnerTransactions(List.of(new Segment(0, wrapped)));
    }

    /** Liquibase: each changeset is a transaction, unless it says {@code runInTransaction:false}. */
    private static RunnerTransactions changesets(String text) {
        List<Segment> segments = new ArrayList<>();
        Matcher changeset = CHANGESET.matcher(text);
        while (changeset.find()) {
            segments.add(new Segment(
                    changeset.start(),
                    !changeset.group(1).toLowerCase(java.util.Locale.ROOT).contains("runintransaction:false")));
        }
        return segments.isEmpty() ? one(true) : new RunnerTransactions(segments);
    }

    /**
     * Flyway looks at each statement: a file of statements that cannot run in a transaction is not wrapped. A mixed
     * one is refused by Flyway unless {@code mixed} is set; it counts as wrapped here, where the same statements fail.
     */
    private static boolean flywaySplits(List<ScriptStatement> statements) {
        return !statements.isEmpty()
                && statements.stream().allMatch(statement -> neverInTransaction(statement.meaning()));
    }

    private static boolean neverInTransaction(Statement statement) {
        return switch (statement) {
            case RelationStatement.CreateIndex create -> create.concurrently();
            case ObjectStatement.Drop drop -> drop.kind() == ObjectKind.INDEX && drop.concurrently();
            case RelationStatement.Reindex reindex -> reindex.concurrently();
            case RelationStatement.AlterTable alter ->
                alter.actions().stream()
                        .anyMatch(action ->
                                action instanceof AlterAction.DetachPartition detach && detach.concurrently());
            case RelationStatement.Vacuum vacuum -> vacuum.vacuum();
            case ObjectStatement.ClusterWide command -> true;
            default -> false;
        };
    }

    /** The transaction switch of a runner's file, for messages; empty when it is not in the SQL. */
    public static Optional<String> switchOff(Framework framework) {
        return switch (framework) {
            case LIQUIBASE -> Optional.of("runInTransaction:false on the changeset");
            case DBMATE -> Optional.of("-- migrate:up transaction:false, and one statement in the file");
            case GOOSE -> Optional.of("-- +goose NO TRANSACTION");
            case FLYWAY -> Optional.of("a file that holds nothing else (Flyway then opens no transaction)");
            case RAILS -> Optional.of("disable_ddl_transaction! in the migration class");
            case DJANGO -> Optional.of("atomic = False in the Migration class");
            case ALEMBIC -> Optional.of("op.get_context().autocommit_block()");
            case PRISMA, GOLANG_MIGRATE -> Optional.of("a file with this one statement");
            case PLAIN, SQITCH -> Optional.empty();
        };
    }
}
