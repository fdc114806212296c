package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.ServerFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads which server and database this is, where its files lie, and how it sorts text. */
final class IdentityReader {
    private final ReadOnlySession session;
    private final int major;

    IdentityReader(ReadOnlySession session, int major) {
        this.session = session;
        this.major = major;
    }

    DatabaseIdentity identity() throws SnapshotException {
        Optional<Row> here = first(session.read(
                new ReadOnlySession.Purpose("database name and address", "a clone cannot be told from production"),
                "SELECT current_database() AS name, host(inet_server_addr()) AS address, inet_server_port() AS port,"
                        + " pg_postmaster_start_time() AS started"));
        Optional<Row> system = first(session.read(
                new ReadOnlySession.Purpose(
                        "system identifier",
                        "the gate cannot tell whether a later snapshot is of the same server."
                                + " GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() to the role"),
                "SELECT system_identifier::text AS system FROM pg_control_system()"));
        Optional<Row> timeline = first(session.read(
                new ReadOnlySession.Purpose(
                        "timeline",
                        "a fail-over cannot be seen."
                                + " GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_checkpoint() to the role"),
                "SELECT timeline_id::int AS timeline FROM pg_control_checkpoint()"));
        return new DatabaseIdentity(
                here.flatMap(row -> row.find("name")),
                system.flatMap(row -> row.find("system")),
                timeline.map(row -> row.integer("timeline")).orElse(OptionalInt.empty()),
                here.flatMap(row -> row.find("address")),
                here.map(row -> row.integer("port")).orElse(OptionalInt.empty()),
                here.flatMap(row -> row.time("started")));
    }

    /** The columns came with 15 (provider, version); before, every database used libc. */
    Optional<ServerFacts.Locale> locale() throws SnapshotException {
        String icu = major >= 17 ? "datlocale" : major >= 15 ? "daticulocale" : "NULL";
        return first(session.read(
                        new ReadOnlySession.Purpose(
                                "encoding and collation", "the dry run cannot use production's collation"),
                        "SELECT pg_encoding_to_char(encoding) AS encoding, coalesce(" + icu
                                + ", datcollate) AS collation, datctype AS ctype, "
                                + (major >= 15
                                        ? "CASE datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END"
                                                + " AS provider, datcollversion AS version"
                                        : "'libc' AS provider, NULL AS version")
                                + " FROM pg_database WHERE datname = current_database()"))
                .map(row -> new ServerFacts.Locale(
                        row.find("encoding"),
                        row.find("collation"),
                        row.find("ctype"),
                        row.find("provider"),
                        row.find("version")));
    }

    /** Of the database: where lies what names none. */
    Optional<String> tablespace() throws SnapshotException {
        return first(session.read(
                        new ReadOnlySession.Purpose(
                                "tablespace of the database", "moving a table to it is taken as copying its files"),
                        "SELECT t.spcname AS name FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace"
                                + " WHERE d.datname = current_database()"))
                .flatMap(row -> row.find("name"));
    }

    private static Optional<Row> first(List<Row> rows) {
        return rows.stream().findFirst();
    }
}
