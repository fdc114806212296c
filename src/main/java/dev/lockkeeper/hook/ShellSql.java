package dev.lockkeeper.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands that send SQL to a database: allowed when all of it can be seen and only reads. */
final class ShellSql {
    private static final Set<String> CLIENTS =
            Set.of("psql", "pgcli", "usql", "psql.exe", "pspg", "sqlcmd", "edb-psql", "ysqlsh", "cockroach");
    private static final Set<String> INTERPRETERS = Set.of(
            "python", "python2", "python3", "node", "deno", "bun", "ruby", "perl", "php", "java", "jshell", "groovy",
            "lua", "Rscript", "irb", "iex", "elixir", "tsx", "ts-node", "go", "duckdb", "mysql", "curl");
    private static final Pattern DDL = Pattern.compile(
            "(?is).*\\b(?:(?:alter|drop|truncate)\\s+(?:table|index|view|type|sequence|schema|function|column|database|role|materialized)|create\\s+(?:unique\\s+)?(?:table|index|view|type|sequence|schema|extension|or\\s+replace|materialized|trigger|role|database)|truncate\\s+\\w)\\b.*");
    /** Options of psql that take a value and have nothing to do with SQL (its reference page). */
    private static final Pattern WITH_VALUE = Pattern.compile(
            "-[a-zA-Z]*[dhpUFRPTvL]|--(?:dbname|host|port|username|field-separator|record-separator|pset|table-attr|set|variable|log-file)");

    private static final Pattern COMMAND = Pattern.compile("(-[a-zA-Z0-9]*c|--command=?)(.*)", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("-[a-zA-Z0-9]*f.*|--file.*", Pattern.DOTALL);

    private final SqlReads reads;

    ShellSql(SqlReads reads) {
        this.reads = reads;
    }

    Decision judge(List<Word> words, ShellCommand command) {
        for (int i = 0; i < words.size(); i++) {
            String program = words.get(i).base().toLowerCase(Locale.ROOT);
            if (CLIENTS.contains(program)) {
                return client(program, words.subList(i + 1, words.size()), command);
            }
            if (INTERPRETERS.contains(program.replaceFirst("[0-9.]+$", ""))
                    && (words.stream().anyMatch(word -> DDL.matcher(word.text()).matches())
                            || DDL.matcher(command.input()).matches())) {
                return Denials.runs("DDL inside a " + program + " program");
            }
        }
        return Decision.ALLOW;
    }

    private Decision client(String program, List<Word> words, ShellCommand command) {
        List<Word> sql = new ArrayList<>();
        boolean given = !command.input().isEmpty();
        for (int i = 0; i < words.size(); i++) {
            String text = words.get(i).text();
            Matcher option = COMMAND.matcher(text);
            if (text.matches("-[VlX?]*[Vl?][VlX?]*|--(?:version|help.*|list)")) {
                return Decision.ALLOW;
            }
            if (FILE.matcher(text).matches() && text.startsWith("-")) {
                return Denials.runs("`" + program + " " + text + "`, whose file the gate has not approved,");
            }
            if (WITH_VALUE.matcher(text).matches()) {
                i++;
            } else if (text.startsWith("-") && option.matches()) {
                given = true;
                if (!option.group(2).isEmpty()) {
                    sql.add(new Word(option.group(2), words.get(i).wild()));
                } else if (i + 1 < words.size()) {
                    sql.add(words.get(++i));
                }
            }
        }
        if (command.fed() || !command.reads().isEmpty()) {
            return Denials.runs("`" + program + "` with SQL from a pipe or file");
        }
        if (!given) {
            return Denials.runs("`" + program + "` without a query that can be seen");
        }
        for (Word each : sql) {
            if (each.unknown() || !reads.onlyReads(each.text())) {
                return Denials.runs("`" + program + " -c` with SQL that does not only read");
            }
        }
        return reads.onlyReads(command.input().replace(Word.UNKNOWN, '?'))
                ? Decision.ALLOW
                : Denials.runs("`" + program + "` with a here-document that does not only read");
    }
}
