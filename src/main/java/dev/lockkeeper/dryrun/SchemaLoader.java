package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Creates production's schema on a shadow database, statement by statement, as the unprivileged role. */
public final class SchemaLoader {
    private static final Set<String> NEWER_SETTINGS = Set.of(
            "transaction_timeout",
            "row_security",
            "default_table_access_method",
            "xmloption",
            "check_function_bodies",
            "client_min_messages",
            "client_encoding",
            "standard_conforming_strings",
            "idle_in_transaction_session_timeout",
            "lock_timeout",
            "statement_timeout");

    private final Script script;

    private SchemaLoader(Script script) {
        this.script = script;
    }

    /** {@code schemaSql} has been read before, so it parses. */
    public static SchemaLoader of(ScriptReader reader, String schemaSql) {
        return switch (reader.read("schema", schemaSql)) {
            case ScriptOutcome.Read read -> new SchemaLoader(read.script());
            case ScriptOutcome.Unreadable unreadable ->
                throw new IllegalArgumentException("the schema does not parse: " + unreadable.message());
        };
    }

    /** Roles that own or are granted something: they must be there as stubs. */
    public Set<String> roles() {
        Set<String> roles = new LinkedHashSet<>();
        script.statements().forEach(statement -> RoleNames.in(statement).forEach(roles::add));
        return roles;
    }

    public List<ObjectStatement.CreateExtension> extensions() {
        return script.statements().stream()
                .map(ScriptStatement::meaning)
                .filter(ObjectStatement.CreateExtension.class::isInstance)
                .map(ObjectStatement.CreateExtension.class::cast)
                .toList();
    }

    /** A statement that the server did not take, and what to say of it. */
    record Refused(String sql, String sentence) {}

    List<ScriptStatement> statements() {
        return script.statements();
    }

    /** Creates everything; what the server refuses is named in the result. */
    public List<String> load(Connection migrator) throws SQLException {
        return create(migrator).stream().map(Refused::sentence).toList();
    }

    /** The same, with the statements that were refused. */
    List<Refused> create(Connection migrator) throws SQLException {
        List<Refused> refused = new ArrayList<>();
        for (ScriptStatement statement : script.statements()) {
            if (skipped(statement.meaning())) {
                continue;
            }
            try {
                Rows.execute(migrator, statement.sql());
            } catch (SQLException e) {
                if (alreadyThere(statement.meaning(), e)) {
                    continue;
                }
                if (e.getSQLState() == null || e.getSQLState().startsWith("57")) {
                    throw e;
                }
                refused.add(new Refused(
                        statement.sql(),
                        "schema line " + statement.position().line() + " could not be created (" + Rows.state(e) + "): "
                                + Rows.message(e)));
            }
        }
        Rows.execute(migrator, "RESET search_path");
        Rows.execute(migrator, "SET check_function_bodies = on");
        return refused;
    }

    /** A schema that was made for an extension. */
    static boolean alreadyThere(Statement meaning, SQLException e) {
        return meaning instanceof ObjectStatement.CreateSchema && "42P06".equals(e.getSQLState());
    }

    static boolean skipped(Statement statement) {
        return switch (statement) {
            case SessionStatement.SetVariable set -> NEWER_SETTINGS.contains(set.name());
            case ObjectStatement.CreateExtension create -> true;
            case ObjectStatement.Comment comment ->
                comment.kind() == dev.lockkeeper.sql.ObjectKind.EXTENSION
                        || comment.kind() == dev.lockkeeper.sql.ObjectKind.SCHEMA;
            case SessionStatement.TransactionControl control -> true;
            case ObjectStatement.CreateSchema create ->
                create.schema().equals("public") && create.elements().isEmpty();
            default -> false;
        };
    }
}
