package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Views, functions, triggers, rules and policies by the column that they depend on. pg_depend knows most; bodies that
 * are strings (PL/pgSQL, SQL) are searched for the names of table and column, and marked "(by name)": a hint, no proof.
 */
final class DependantsReader {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

    private final ReadOnlySession session;

    DependantsReader(ReadOnlySession session) {
        this.session = session;
    }

    /** By table, then by column. */
    Map<QualifiedName, Map<String, List<String>>> read() throws SnapshotException {
        Map<QualifiedName, Map<String, Set<String>>> found = new LinkedHashMap<>();
        for (Row row : session.read(
                new ReadOnlySession.Purpose(
                        "dependants of columns", "views and triggers that use a column are not known"),
                """
                SELECT DISTINCT n.nspname AS schema, c.relname AS "table", a.attname AS "column",
                  CASE d.classid
                    WHEN 'pg_rewrite'::regclass THEN CASE WHEN w.rulename = '_RETURN'
                      THEN CASE v.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || quote_ident(vn.nspname) || '.' || quote_ident(v.relname)
                      ELSE 'rule ' || quote_ident(w.rulename) || ' on ' || quote_ident(vn.nspname) || '.' || quote_ident(v.relname) END
                    WHEN 'pg_trigger'::regclass THEN 'trigger ' || quote_ident(t.tgname)
                    WHEN 'pg_policy'::regclass THEN 'policy ' || quote_ident(p.polname)
                    WHEN 'pg_proc'::regclass THEN 'function ' || quote_ident(fn.nspname) || '.' || quote_ident(f.proname)
                  END AS dependant
                FROM pg_depend d
                JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'm', 'f')
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                     AND (a.attnum = d.refobjsubid OR d.refobjsubid = 0 AND d.classid <> 'pg_trigger'::regclass AND d.deptype = 'n')
                LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
                LEFT JOIN pg_class v ON v.oid = w.ev_class
                LEFT JOIN pg_namespace vn ON vn.oid = v.relnamespace
                LEFT JOIN pg_trigger t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND NOT t.tgisinternal
                LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
                LEFT JOIN pg_proc f ON d.classid = 'pg_proc'::regclass AND f.oid = d.objid
                LEFT JOIN pg_namespace fn ON fn.oid = f.pronamespace
                WHERE d.classid IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_proc'::regclass)
                  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')
                  AND (w.oid IS NULL OR w.ev_class <> c.oid)""")) {
            row.find("dependant")
                    .ifPresent(dependant -> add(
                            found,
                            QualifiedName.of(row.text("schema"), row.text("table")),
                            row.text("column"),
                            dependant));
        }
        byName(found);
        return sorted(found);
    }

    /** A body counts for a table when it names it, or is the function of a trigger on it. */
    private void byName(Map<QualifiedName, Map<String, Set<String>>> found) throws SnapshotException {
        ReadOnlySession.Purpose purpose =
                new ReadOnlySession.Purpose("function bodies", "functions that use a column by name are not known");
        List<Row> functions = session.read(purpose, """
                SELECT p.oid::bigint AS oid, quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS name, p.prosrc AS body,
                       (SELECT array_agg(DISTINCT t.tgrelid::bigint) FROM pg_trigger t WHERE t.tgfoid = p.oid) AS tables
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
                WHERE l.lanname NOT IN ('c', 'internal') AND p.prosrc <> ''
                  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')
                  AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
                ORDER BY 2""");
        if (functions.isEmpty()) {
            return;
        }
        List<Row> tables = session.read(purpose, """
                SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper')
                GROUP BY 1, 2, 3""");
        for (Row function : functions) {
            Set<String> words = words(function.text("body"));
            List<String> triggered = function.list("tables");
            for (Row table : tables) {
                if (words.contains(table.text("name").toLowerCase(java.util.Locale.ROOT))
                        || triggered.contains(table.text("oid"))) {
                    table.list("columns").stream()
                            .filter(column -> words.contains(column.toLowerCase(java.util.Locale.ROOT)))
                            .forEach(column -> add(
                                    found,
                                    QualifiedName.of(table.text("schema"), table.text("name")),
                                    column,
                                    "function " + function.text("name") + " (by name)"));
                }
            }
        }
    }

    private static Set<String> words(String body) {
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORD.matcher(body.toLowerCase(java.util.Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private static void add(
            Map<QualifiedName, Map<String, Set<String>>> found, QualifiedName table, String column, String dependant) {
        found.computeIfAbsent(table, t -> new TreeMap<>())
                .computeIfAbsent(column, c -> new TreeSet<>())
                .add(dependant);
    }

    private static Map<QualifiedName, Map<String, List<String>>> sorted(
            Map<QualifiedName, Map<String, Set<String>>> found) {
        Map<QualifiedName, Map<String, List<String>>> sorted = new TreeMap<>();
        found.forEach((table, columns) -> {
            Map<String, List<String>> lists = new TreeMap<>();
            columns.forEach((column, dependants) -> lists.put(column, new ArrayList<>(dependants)));
            sorted.put(table, lists);
        });
        return sorted;
    }
}
