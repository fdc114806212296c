package dev.lockkeeper.context.snapshot;

/**
 * A query whose rows are finished statements: {@code oid}, {@code name} (for the order) and {@code sql}. Quoting happens
 * on the server, where the rules for it are at home.
 */
record DdlQuery(String what, String catalog, DdlNode.Rank rank, String sql) {
    void read(ReadOnlySession session, DdlGraph graph) throws SnapshotException {
        for (Row row : session.read(DdlReader.purpose(what), sql)) {
            row.find("sql")
                    .ifPresent(text -> graph.add(new DdlNode(
                            new ObjectId(catalog, row.number("oid").orElse(0)), rank, row.text("name"), text)));
        }
    }
}
