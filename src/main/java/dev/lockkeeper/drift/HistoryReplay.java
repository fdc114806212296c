package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.drift.MigrationHistory.MigrationFile;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TieStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs a history on a shadow database as its runner would, and reads the schema after each file, so that every object
 * is known to come from a file. Statements about the cluster (roles, databases, extensions) are not run.
 */
final class HistoryReplay {
    private final Framework framework;
    private final List<String> skipped = new ArrayList<>();

    HistoryReplay(Framework framework) {
        this.framework = framework;
    }

    /** A file that has been read. */
    record ReadFile(MigrationFile file, Script script) {}

    /** The schema after each file, by key; index 0 is the empty database. */
    record States(List<Map<String, SchemaObject>> after) {
        States {
            after = List.copyOf(after);
        }

        Map<String, SchemaObject> end() {
            return after.getLast();
        }
    }

    /** Where the replay stopped. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient DriftOutcome.HistoryFails failure;

        StoppedException(DriftOutcome.HistoryFails failure) {
            super(failure.message());
            this.failure = failure;
        }

        DriftOutcome.HistoryFails failure() {
            return failure;
        }
    }

    List<String> skipped() {
        return List.copyOf(skipped);
    }

    States run(Connection migrator, List<ReadFile> files) throws SQLException, StoppedException {
        List<Map<String, SchemaObject>> states = new ArrayList<>();
        states.add(state(migrator));
        for (ReadFile file : files) {
            run(migrator, file);
            execute(migrator, "RESET ALL");
            states.add(state(migrator));
        }
        return new States(states);
    }

    private static Map<String, SchemaObject> state(Connection migrator) throws SQLException {
        Map<String, SchemaObject> state = new TreeMap<>();
        FingerprintReader.objects(migrator).forEach(object -> state.put(object.key(), object));
        return state;
    }

    private void run(Connection migrator, ReadFile file) throws SQLException, StoppedException {
        boolean wrapped = RunnerTransactions.of(framework, file.script())
                .segments()
                .getFirst()
                .wrapped();
        Optional<Failed> failed = attempt(migrator, file, wrapped);
        // Runners see such statements and leave the transaction out, or have a switch for it elsewhere.
        if (wrapped && failed.map(f -> "25001".equals(f.cause().getSQLState())).orElse(false)) {
            failed = attempt(migrator, file, false);
        }
        if (failed.isPresent()) {
            throw stopped(file, failed.get());
        }
    }

    private record Failed(ScriptStatement statement, SQLException cause) {}

    private Optional<Failed> attempt(Connection migrator, ReadFile file, boolean wrapped) throws SQLException {
        migrator.setAutoCommit(!wrapped);
        for (ScriptStatement statement : file.script().statements()) {
            try {
                switch (statement.meaning()) {
                    case SessionStatement.TransactionControl control -> control(migrator, control, statement);
                    case Statement meaning when notRun(meaning) -> skip(file, statement);
                    default -> execute(migrator, statement.sql());
                }
            } catch (SQLException e) {
                takeBack(migrator);
                return Optional.of(new Failed(statement, e));
            }
        }
        if (!migrator.getAutoCommit()) {
            migrator.commit();
            migrator.setAutoCommit(true);
        }
        return Optional.empty();
    }

    private static void takeBack(Connection migrator) throws SQLException {
        if (!migrator.getAutoCommit()) {
            migrator.rollback();
            migrator.setAutoCommit(true);
        }
    }

    private static void control(
            Connection migrator, SessionStatement.TransactionControl control, ScriptStatement statement)
            throws SQLException {
        switch (control.kind()) {
            case BEGIN -> migrator.setAutoCommit(false);
            // Setting it commits.
            case COMMIT -> migrator.setAutoCommit(true);
            case ROLLBACK -> takeBack(migrator);
            case SAVEPOINT, RELEASE, ROLLBACK_TO -> execute(migrator, statement.sql());
            case PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED ->
                throw new SQLException("two-phase commit is not possible on a shadow database", "0A000");
        }
    }

    private static boolean notRun(Statement meaning) {
        return switch (meaning) {
            case ObjectStatement.CreateExtension create -> true;
            case PrivilegeStatement.RoleStatement role -> true;
            case ObjectStatement.ClusterWide command -> true;
            case TieStatement.CreateSubscription create -> true;
            case RoutineStatement.EventTrigger trigger -> true;
            case ObjectStatement.Comment comment -> comment.kind() == dev.lockkeeper.sql.ObjectKind.EXTENSION;
            default -> false;
        };
    }

    private void skip(ReadFile file, ScriptStatement statement) {
        if (!(statement.meaning() instanceof ObjectStatement.CreateExtension)
                && !(statement.meaning() instanceof ObjectStatement.Comment)) {
            String line = file.file().name() + ":" + statement.position().line() + " was not run: "
                    + firstWords(statement.sql()) + " is about the cluster, not the schema.";
            if (!skipped.contains(line)) {
                skipped.add(line);
            }
        }
    }

    private static String firstWords(String sql) {
        String[] words = sql.strip().split("\\s+", 4);
        return words.length < 3 ? sql.strip() : words[0] + " " + words[1] + " " + words[2];
    }

    private static StoppedException stopped(ReadFile file, Failed failed) {
        String state = Optional.ofNullable(failed.cause().getSQLState()).orElse("unknown");
        return new StoppedException(
                new DriftOutcome.HistoryFails(
                        file.file().name(),
                        failed.statement().position().line(),
                        state,
                        String.valueOf(failed.cause().getMessage())
                                .lines()
                                .findFirst()
                                .orElse("no message")
                                .replaceFirst("^(ERROR|FATAL): ", ""),
                        state.equals("42501")
                                ? "The shadow database is a locked room without superuser: what this statement does cannot be replayed there."
                                : "A history that does not run from the start cannot rebuild production. Is an earlier file missing, or does --framework name another runner?"));
    }

    private static void execute(Connection migrator, String sql) throws SQLException {
        try (java.sql.Statement statement = migrator.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
