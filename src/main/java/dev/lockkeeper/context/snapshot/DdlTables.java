package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tables with their columns, CHECK constraints, inheritance and partitions, and all options of table and columns. */
final class DdlTables {
    private final ReadOnlySession session;
    private final int major;
    private final DdlGraph graph;

    DdlTables(ReadOnlySession session, int major, DdlGraph graph) {
        this.session = session;
        this.major = major;
        this.graph = graph;
    }

    /** False when the server would not say. */
    boolean read() throws SnapshotException {
        Optional<List<Row>> tables =
                session.ask(DdlReader.TABLES, """
                SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
                       c.relpersistence::text AS persistence, c.relispartition AS partition,
                       pg_get_partkeydef(c.oid) AS key, pg_get_expr(c.relpartbound, c.oid) AS bound,
                       nullif(m.amname, 'heap') AS method, c.reloptions AS options, tc.reloptions AS toast_options,
                       c.relreplident::text AS identity, c.relrowsecurity AS rls, c.relforcerowsecurity AS force_rls,
                       (SELECT array_agg(quote_ident(pn.nspname) || '.' || quote_ident(p.relname) ORDER BY i.inhseqno)
                        FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
                        WHERE i.inhrelid = c.oid) AS parents,
                       (SELECT array_agg(i.inhparent::bigint ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid) AS parent_oids
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'""" + DdlReader.OURS + DdlReader.ownObject("pg_class", "c.oid"));
        Optional<Map<Long, List<DdlColumn>>> columns = new DdlColumns(session, major).read();
        Optional<List<Row>> checks = session.ask(DdlReader.TABLES, """
                SELECT o.oid::bigint AS oid, o.conrelid::bigint AS "table", o.conname AS name, pg_get_constraintdef(o.oid) AS definition,
                       o.convalidated AS valid, o.conislocal AS local
                FROM pg_constraint o WHERE o.contype = 'c' AND o.conrelid >= 16384 ORDER BY o.conname COLLATE "C\"""");
        if (tables.isEmpty() || columns.isEmpty() || checks.isEmpty()) {
            return false;
        }
        Map<Long, List<Row>> checksByTable = new LinkedHashMap<>();
        checks.get()
                .forEach(row -> checksByTable
                        .computeIfAbsent(row.number("table").orElse(0), oid -> new ArrayList<>())
                        .add(row));
        for (Row table : tables.get()) {
            long oid = table.number("oid").orElse(0);
            table(table, columns.get().getOrDefault(oid, List.of()), checksByTable.getOrDefault(oid, List.of()));
        }
        return true;
    }

    private void table(Row row, List<DdlColumn> columns, List<Row> checks) {
        ObjectId id = new ObjectId("pg_class", row.number("oid").orElse(0));
        QualifiedName name = QualifiedName.of(row.text("schema"), row.text("name"));
        boolean partition = row.flag("partition");
        List<String> body = new ArrayList<>();
        for (DdlColumn column : columns) {
            if (column.local() || partition) {
                body.add(column.definition(name));
            }
            column.later(name, partition).forEach(later -> graph.add(later.node(id, name)));
            column.inlineDefault().ifPresent(part -> graph.alias(part, id));
        }
        for (Row check : checks) {
            ObjectId checkId = new ObjectId("pg_constraint", check.number("oid").orElse(0));
            String constraint = "CONSTRAINT " + Identifiers.quote(check.text("name")) + ' ' + check.text("definition");
            if (!check.flag("valid")) {
                if (check.flag("local")) {
                    graph.add(new DdlNode(
                            checkId,
                            DdlNode.Rank.CONSTRAINT,
                            name + "." + check.text("name"),
                            "ALTER TABLE " + name.sql() + " ADD " + constraint));
                    graph.need(checkId, id);
                }
            } else if (check.flag("local") || partition) {
                body.add(constraint);
                graph.alias(checkId, id);
            }
        }
        graph.add(new DdlNode(id, DdlNode.Rank.TABLE, name.toString(), create(row, name, body)));
        if (!partition) {
            row.list("parent_oids").forEach(parent -> graph.need(id, new ObjectId("pg_class", Long.parseLong(parent))));
        } else if (!row.list("parents").isEmpty()) {
            ObjectId attach = new ObjectId("attach", id.oid());
            graph.add(new DdlNode(
                    attach,
                    DdlNode.Rank.ATTACH_PARTITION,
                    name.toString(),
                    "ALTER TABLE ONLY " + row.list("parents").getFirst() + " ATTACH PARTITION " + name.sql() + ' '
                            + row.text("bound")));
            graph.need(attach, id);
            graph.need(
                    attach,
                    new ObjectId(
                            "pg_class", Long.parseLong(row.list("parent_oids").getFirst())));
        }
        options(row, id, name);
    }

    private static String create(Row row, QualifiedName name, List<String> body) {
        StringBuilder sql = new StringBuilder("CREATE ")
                .append(row.text("persistence").equals("u") ? "UNLOGGED " : "")
                .append("TABLE ")
                .append(name.sql())
                .append(body.stream().collect(Collectors.joining(",\n    ", " (\n    ", "\n)")));
        if (body.isEmpty()) {
            sql.setLength(0);
            sql.append("CREATE ")
                    .append(row.text("persistence").equals("u") ? "UNLOGGED " : "")
                    .append("TABLE ")
                    .append(name.sql())
                    .append(" ()");
        }
        if (!row.flag("partition") && !row.list("parents").isEmpty()) {
            sql.append("\nINHERITS (")
                    .append(String.join(", ", row.list("parents")))
                    .append(')');
        }
        row.find("key").ifPresent(key -> sql.append("\nPARTITION BY ").append(key));
        row.find("method").ifPresent(method -> sql.append("\nUSING ").append(Identifiers.quote(method)));
        String options = options(row);
        return sql.append(options.isEmpty() ? "" : "\nWITH (" + options + ")").toString();
    }

    private static String options(Row row) {
        List<String> options = new ArrayList<>(row.list("options"));
        row.list("toast_options").forEach(option -> options.add("toast." + option));
        return options.stream().map(DdlTables::option).collect(Collectors.joining(", "));
    }

    /** {@code fillfactor=70} as {@code fillfactor='70'}: a literal can hold anything. */
    static String option(String stored) {
        int equals = stored.indexOf('=');
        return equals < 0
                ? stored
                : stored.substring(0, equals)
                        + '='
                        + Identifiers.literal(stored.substring(equals + 1)).strip();
    }

    private void options(Row row, ObjectId table, QualifiedName name) {
        List<String> more = new ArrayList<>();
        if (row.flag("rls")) {
            more.add("ALTER TABLE " + name.sql() + " ENABLE ROW LEVEL SECURITY");
        }
        if (row.flag("force_rls")) {
            more.add("ALTER TABLE ONLY " + name.sql() + " FORCE ROW LEVEL SECURITY");
        }
        switch (row.text("identity")) {
            case "n" -> more.add("ALTER TABLE ONLY " + name.sql() + " REPLICA IDENTITY NOTHING");
            case "f" -> more.add("ALTER TABLE ONLY " + name.sql() + " REPLICA IDENTITY FULL");
            default -> {}
        }
        for (int i = 0; i < more.size(); i++) {
            graph.add(new DdlNode(
                    new ObjectId("option " + i, table.oid()), DdlNode.Rank.TABLE_OPTION, name.toString(), more.get(i)));
        }
    }
}
