package dev.lockkeeper.hook;

import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** SQL, or what is typed into psql → whether it only reads. PostgreSQL's own grammar says so, or nobody does. */
final class SqlReads {
    /** Meta-commands of psql that show something and take no file, program or query (psql's reference page). */
    private static final Pattern SHOWS = Pattern.compile(
            "\\\\(?:d[a-zA-Z]*[+S]*|l\\+?|z|sf\\+?|sv\\+?|conninfo|encoding|timing|x|pset|a|t|H|q|\\?|h|echo|errverbose)(?:\\s[^|`\\\\]*)?");
    /** Functions that run SQL, write files or stop others, called from a plain SELECT. */
    private static final Pattern ACTS = Pattern.compile(
            "(?:.*\\.)?(?:dblink.*|query_to_xml.*|cursor_to_xml.*|xpath_table|lo_.*|loread|lowrite|pg_terminate_backend|pg_cancel_backend|pg_reload_conf"
                    + "|pg_rotate_logfile|pg_promote|pg_switch_wal|pg_create_.*|pg_drop_.*|pg_replication_.*|pg_file_.*|pg_read_.*|pg_ls_.*"
                    + "|pg_import_.*|pg_advisory_.*|pg_try_advisory_.*|setval|nextval|set_config|pg_notify|add_.*|drop_.*|create_.*|alter_.*|cron_.*|schedule.*|exec.*|run_.*|crosstab.*|connectby.*|ts_stat)");

    private final ScriptReader reader;

    SqlReads(ScriptReader reader) {
        this.reader = reader;
    }

    boolean onlyReads(String text) {
        StringBuilder sql = new StringBuilder();
        for (String line : text.split("\\R", -1)) {
            if (line.stripLeading().startsWith("\\")) {
                if (!SHOWS.matcher(line.strip()).matches()) {
                    return false;
                }
            } else {
                sql.append(line).append('\n');
            }
        }
        if (sql.toString().isBlank()) {
            return true;
        }
        return reader.read("command", sql.toString()) instanceof ScriptOutcome.Read read
                && read.script().statements().stream().allMatch(each -> reads(each.meaning()));
    }

    private static boolean reads(Statement statement) {
        return switch (statement) {
            case DataStatement.Select select ->
                select.nested().none() && !select.locksRows() && harmless(select.functions());
            case DataStatement.Planned planned -> !planned.runs() || reads(planned.inner());
            case DataStatement.Copy copy ->
                !copy.from() && !copy.program() && !copy.file() && copy.nested().none();
            case SessionStatement.TransactionControl control ->
                control.kind() != TransactionCommand.PREPARE
                        && control.kind() != TransactionCommand.COMMIT_PREPARED
                        && control.kind() != TransactionCommand.ROLLBACK_PREPARED;
            case SessionStatement.SetVariable set -> true;
            case SessionStatement.Utility utility ->
                utility.command().toUpperCase(Locale.ROOT).startsWith("SHOW");
            case Statement other -> false;
        };
    }

    private static boolean harmless(List<String> functions) {
        return functions.stream()
                .noneMatch(function ->
                        ACTS.matcher(function.toLowerCase(Locale.ROOT)).matches());
    }
}
