package dev.lockkeeper.context.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes the schema as SQL, from pg_catalog alone, in the manner of {@code pg_dump --schema-only}: it loads into an empty
 * server of the same major, whose fingerprint is then that of the original. Everything is read in one REPEATABLE READ
 * transaction; without the tables there is no text at all, because half a schema would be taken for the whole.
 */
final class DdlReader {
    /** As pg_dump begins: bodies are checked when they run, and no name depends on a search path. */
    private static final String PREAMBLE = """
            SET check_function_bodies = false;
            SELECT pg_catalog.set_config('search_path', '', false);

            """;

    static final String OURS = " AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'lockkeeper') ";
    static final ReadOnlySession.Purpose TABLES = purpose("tables");

    private final ReadOnlySession session;
    private final int major;
    private final boolean comments;

    DdlReader(ReadOnlySession session, int major, boolean comments) {
        this.session = session;
        this.major = major;
        this.comments = comments;
    }

    static ReadOnlySession.Purpose purpose(String what) {
        return new ReadOnlySession.Purpose("schema: " + what, "they are missing in the schema text");
    }

    /** That the object is not part of an extension. */
    static String ownObject(String catalog, String oid) {
        return " AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '" + catalog + "'::regclass AND e.objid = "
                + oid + " AND e.deptype = 'e') ";
    }

    Optional<String> read() throws SnapshotException {
        session.begin();
        try {
            DdlGraph graph = new DdlGraph();
            if (!new DdlTables(session, major, graph).read()) {
                session.gap(
                        "schema: left out, because half of it would be taken for the whole; the gate knows no table of production."
                                + " Take the snapshot again when no table is locked, or with a longer --timeout.");
                return Optional.empty();
            }
            new DdlTypes(session, graph).read();
            new DdlObjects(session, major, graph).read();
            new DdlIndexes(session, graph).read();
            new DdlRights(session, major, graph).read();
            if (comments) {
                new DdlComments(session, graph).read();
            }
            new DdlDependencies(session, graph).read();
            return Optional.of(PREAMBLE + text(graph.ordered()));
        } finally {
            session.commit();
        }
    }

    private static String text(List<DdlNode> nodes) {
        return nodes.stream().map(DdlNode::sql).map(DdlReader::ended).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String ended(String sql) {
        String text = sql.stripTrailing();
        return text.endsWith(";") ? text : text + ";";
    }
}
