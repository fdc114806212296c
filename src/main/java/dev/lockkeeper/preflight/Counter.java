package dev.lockkeeper.preflight;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks production, check by check, over one connection: read-only transactions, short lock_timeout, bounded by
 * statement_timeout, row_security off so that hidden rows are an error instead of a count too low.
 */
public final class Counter {
    private final Connection connection;
    private final SafeQueries safe;
    private final Clock clock;
    private final Duration limit;

    /** The connection is the caller's: it is not closed here. */
    public Counter(Connection connection, ScriptReader reader, Clock clock, Duration limit) {
        this.connection = connection;
        this.safe = new SafeQueries(reader, connection);
        this.clock = clock;
        this.limit = limit;
    }

    /** Answers in the order of the checks; refuses a server that is not the context's. */
    public List<Answered> ask(List<Check> checks, ProductionContext context) throws PreflightException {
        Refusals refusals = prepare(context);
        List<Answered> answers = new ArrayList<>();
        Optional<String> lost = Optional.empty();
        for (Check check : checks) {
            Answer answer = switch (check.question()) {
                case Check.Question.NotYet notYet -> new Answer.NotAsked(notYet.why());
                case Check.Question.NotCountable none -> new Answer.NotAsked(none.why());
                case Check.Question.Count count ->
                    lost.isPresent() ? new Answer.NotAsked(lost.get()) : count(check, count.query(), refusals);
            };
            if (answer instanceof Answer.Failed && closed()) {
                lost = Optional.of("the connection was lost before");
            }
            answers.add(new Answered(check, answer));
        }
        return answers;
    }

    private Answer count(Check check, String query, Refusals refusals) {
        try {
            connection.setAutoCommit(false);
            try {
                Rows.execute(connection, "SET TRANSACTION READ ONLY");
                Optional<String> unsafe = safe.refuse(query);
                if (unsafe.isPresent()) {
                    return new Answer.Failed(unsafe.get(), "Run the step on a clone.");
                }
                long start = clock.millis();
                long count = Long.parseLong(Rows.one(connection, query));
                return new Answer.Counted(count, clock.instant(), clock.millis() - start);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            return refusals.of(e, check);
        }
    }

    private boolean closed() {
        try {
            return connection.isClosed() || !connection.isValid(2);
        } catch (SQLException e) {
            return true;
        }
    }

    private Refusals prepare(ProductionContext context) throws PreflightException {
        try {
            String path = context.setting("search_path").orElse("\"$user\", public");
            for (String setting : List.of(
                    "application_name = 'lockkeeper'",
                    "default_transaction_read_only = on",
                    "lock_timeout = '500ms'",
                    "idle_in_transaction_session_timeout = '60s'",
                    "statement_timeout = " + limit.toMillis(),
                    "row_security = off")) {
                Rows.execute(connection, "SET " + setting);
            }
            Rows.one(
                    connection,
                    "SELECT pg_catalog.set_config('search_path', "
                            + Identifiers.literal(path).strip() + ", false)");
            sameDatabase(context);
            return new Refusals(
                    limit,
                    Rows.one(connection, "SELECT current_user"),
                    Rows.one(connection, "SELECT pg_catalog.pg_is_in_recovery()")
                            .equals("t"));
        } catch (SQLException e) {
            throw new PreflightException(
                    false,
                    "the server cannot be asked ("
                            + Optional.ofNullable(e.getSQLState()).orElse("unknown")
                            + "). Check that it is up and that the role may connect.");
        }
    }

    /** A count from another database would pass a step that production refuses. A replica has the same identifier. */
    private void sameDatabase(ProductionContext context) throws SQLException, PreflightException {
        int major = Integer.parseInt(Rows.one(connection, "SHOW server_version_num")) / 10_000;
        if (major != context.version().major()) {
            throw foreign(
                    "PostgreSQL " + major, "PostgreSQL " + context.version().major());
        }
        Optional<DatabaseIdentity> wanted = context.database();
        String name = Rows.one(connection, "SELECT current_database()");
        Optional<String> wantedName = wanted.flatMap(DatabaseIdentity::name);
        if (wantedName.isPresent() && !wantedName.get().equals(name)) {
            throw foreign("database " + name, "database " + wantedName.get());
        }
        Optional<String> wantedSystem = wanted.flatMap(DatabaseIdentity::systemIdentifier);
        Optional<String> system = systemIdentifier();
        if (wantedSystem.isPresent() && system.isPresent() && !wantedSystem.equals(system)) {
            throw foreign("system identifier " + system.get(), "system identifier " + wantedSystem.get());
        }
    }

    private Optional<String> systemIdentifier() throws SQLException {
        try {
            return Optional.of(Rows.one(connection, "SELECT system_identifier FROM pg_catalog.pg_control_system()"));
        } catch (SQLException e) {
            if ("42501".equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static PreflightException foreign(String here, String wanted) {
        return new PreflightException(
                true,
                "this is not the database of the context: it says " + here + ", the context says " + wanted
                        + ". Name the database that the context was captured from, or one of its replicas.");
    }
}
