package dev.lockkeeper.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** SET, RESET and transaction control: what changes the session and not the schema. */
final class SessionMapper {
    private final SourceText source;

    SessionMapper(SourceText source) {
        this.source = source;
    }

    Statement variable(Node n, Span span) {
        boolean local = n.flag("is_local");
        String name = n.text("name").toLowerCase(Locale.ROOT);
        return switch (n.text("kind")) {
            case "VAR_RESET_ALL" -> new SessionStatement.SetVariable("all", Optional.empty(), local);
            case "VAR_RESET", "VAR_SET_DEFAULT", "VAR_SET_CURRENT" ->
                new SessionStatement.SetVariable(name, Optional.empty(), local);
            case "VAR_SET_MULTI" -> new SessionStatement.SetVariable(name, Optional.of(span.in(source.text())), local);
            default -> new SessionStatement.SetVariable(name, Optional.of(value(n)), local);
        };
    }

    private static String value(Node n) {
        List<String> values = new ArrayList<>();
        for (Node argument : n.list("args")) {
            Node constant =
                    argument.is("TypeCast") ? argument.inner().get("arg").get("A_Const") : argument.get("A_Const");
            values.add(
                    constant.get("sval").present()
                            ? constant.get("sval").text("sval")
                            : constant.get("ival").present()
                                    ? Integer.toString(constant.get("ival").number("ival"))
                                    : constant.get("fval").present()
                                            ? constant.get("fval").text("fval")
                                            : Boolean.toString(
                                                    constant.get("boolval").flag("boolval")));
        }
        return String.join(", ", values);
    }

    static Statement transaction(Node n) {
        Optional<String> name = n.optional(n.has("gid") ? "gid" : "savepoint_name");
        return switch (n.text("kind")) {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START" ->
                new SessionStatement.TransactionControl(TransactionCommand.BEGIN, name);
            case "TRANS_STMT_COMMIT" -> new SessionStatement.TransactionControl(TransactionCommand.COMMIT, name);
            case "TRANS_STMT_ROLLBACK" -> new SessionStatement.TransactionControl(TransactionCommand.ROLLBACK, name);
            case "TRANS_STMT_SAVEPOINT" -> new SessionStatement.TransactionControl(TransactionCommand.SAVEPOINT, name);
            case "TRANS_STMT_RELEASE" -> new SessionStatement.TransactionControl(TransactionCommand.RELEASE, name);
            case "TRANS_STMT_ROLLBACK_TO" ->
                new SessionStatement.TransactionControl(TransactionCommand.ROLLBACK_TO, name);
            case "TRANS_STMT_PREPARE" -> new SessionStatement.TransactionControl(TransactionCommand.PREPARE, name);
            case "TRANS_STMT_COMMIT_PREPARED" ->
                new SessionStatement.TransactionControl(TransactionCommand.COMMIT_PREPARED, name);
            default -> new SessionStatement.TransactionControl(TransactionCommand.ROLLBACK_PREPARED, name);
        };
    }
}
