package dev.lockkeeper.hook;

import dev.lockkeeper.approval.Bytes;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tools of MCP servers: those that run SQL, those that change files, and those whose name says "migration". */
final class ToolJudge {
    /** The gate's own server, under the names the clients give its tools. */
    private static final Pattern OWN = Pattern.compile("(?i)(?:mcp[:_]+)?lockkeeper[:_./-].*");

    private static final Pattern DATABASE = Pattern.compile(
            "(?i).*(?:postgres|pgsql|\\bpg|_pg_|sql|supabase|neon|database|(?:^|[^a-z])db(?:$|[^a-z])|crunchy|cockroach|timescale|dbhub|hasura|prisma|aurora|yugabyte|alloydb|bytebase).*");
    private static final Pattern MIGRATES = Pattern.compile(
            "(?i).*(?:apply|run|execute|deploy|push|complete|rollback|reset|create|prepare).{0,3}migrat.*|.*migrat\\w*.{0,3}(?:dev|deploy|reset|apply|run|up|down|push).*");
    private static final Set<String> SQL =
            Set.of("sql", "query", "queries", "statement", "statements", "ddl", "migration");
    private static final Set<String> PATHS = Set.of(
            "path",
            "paths",
            "file",
            "files",
            "filename",
            "file_name",
            "filepath",
            "file_path",
            "relative_path",
            "relativepath",
            "destination",
            "dest",
            "target",
            "to",
            "new_path",
            "newpath",
            "target_file",
            "uri",
            "notebook_path",
            "source",
            "from");
    private static final Set<String> CONTENTS =
            Set.of("content", "contents", "text", "file_text", "filetext", "code", "body", "data");
    private static final Pattern LOOKS = Pattern.compile(
            "(?i)(?:.*[_:./-])?(?:read|get|list|search|find|view|show|describe|explain|fetch|grep|glob|stat|info|tree|open|status|lint|check|verify|review)(?:[_A-Z-].*|s?$|_?files?$)");
    private static final Pattern CHANGES = Pattern.compile(
            "(?is)\\s*(?:create|alter|drop|truncate|insert\\s+into|update\\s+\\S+\\s+set|delete\\s+from|merge\\s+into|grant|revoke|comment\\s+on|reindex|vacuum|cluster|refresh\\s+materialized|do\\s+(?:\\$|'|language)|call\\s+\\w|copy\\s+\\w|lock\\s+table|rename\\s+table|reassign|import\\s+foreign|security\\s+label)\\b.*");

    private final Places places;
    private final WrittenFiles written;
    private final SqlReads sql;

    ToolJudge(Places places, WrittenFiles written, SqlReads sql) {
        this.places = places;
        this.written = written;
        this.sql = sql;
    }

    Decision judge(Path folder, ToolEvent.OtherTool tool) {
        if (OWN.matcher(tool.tool()).matches()) {
            return Decision.ALLOW;
        }
        boolean database = DATABASE.matcher(tool.tool()).matches();
        if (MIGRATES.matcher(tool.tool()).matches()) {
            return Denials.runs("the tool " + tool.tool());
        }
        for (ToolEvent.Argument argument : tool.arguments()) {
            String name = argument.name().toLowerCase(Locale.ROOT);
            boolean holdsSql = SQL.contains(name) || name.endsWith("sql");
            if ((database && (holdsSql || CHANGES.matcher(argument.value()).matches())
                            || holdsSql && CHANGES.matcher(argument.value()).matches())
                    && !sql.onlyReads(argument.value())) {
                return Denials.runs("SQL for the tool " + tool.tool());
            }
        }
        return LOOKS.matcher(tool.tool()).matches() ? Decision.ALLOW : files(folder, tool);
    }

    private Decision files(Path folder, ToolEvent.OtherTool tool) {
        Optional<String> content = tool.arguments().stream()
                .filter(argument -> CONTENTS.contains(argument.name().toLowerCase(Locale.ROOT)))
                .map(ToolEvent.Argument::value)
                .findFirst();
        long named = tool.arguments().stream().filter(ToolJudge::isPath).count();
        for (ToolEvent.Argument argument : tool.arguments()) {
            if (isPath(argument)) {
                String path = argument.value().replaceFirst("^file://(?:localhost)?", "");
                Decision decision =
                        content.isPresent() && named == 1 && tool.tool().matches("(?i).*(?:write|create).*")
                                ? written.decide(folder, new ToolEvent.FileWrite(path, Bytes.utf8(content.get())))
                                : places.guarded(folder, path).map(Denials::of).orElse(Decision.ALLOW);
                if (decision instanceof Decision.Deny) {
                    return decision;
                }
            }
            for (String path : PatchPaths.of(argument.value())) {
                Optional<Place> place = places.guarded(folder, path);
                if (place.isPresent()
                        && argument.value().contains("+++ ") | argument.value().contains("*** ")) {
                    return Denials.of(place.get());
                }
            }
        }
        return Decision.ALLOW;
    }

    private static boolean isPath(ToolEvent.Argument argument) {
        return PATHS.contains(argument.name().toLowerCase(Locale.ROOT));
    }
}
