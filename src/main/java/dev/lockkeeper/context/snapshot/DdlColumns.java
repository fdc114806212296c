package dev.lockkeeper.context.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the columns of all tables, in their order, by table oid. */
final class DdlColumns {
    private static final String STORAGE =
            "CASE a.attstorage WHEN t.typstorage THEN NULL WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END";

    private final ReadOnlySession session;
    private final int major;

    DdlColumns(ReadOnlySession session, int major) {
        this.session = session;
        this.major = major;
    }

    /** Empty when the server would not say. */
    Optional<Map<Long, List<DdlColumn>>> read() throws SnapshotException {
        String compression =
                major >= 14 ? "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END" : "NULL";
        Optional<List<Row>> rows = session.ask(
                DdlReader.TABLES,
                """
                SELECT a.attrelid::bigint AS "table", a.attnum AS number, a.attname AS name,
                       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null, a.attislocal AS local,
                       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
                         THEN quote_ident(ln.nspname) || '.' || quote_ident(l.collname) END AS collation,
                       d.oid::bigint AS default_oid, pg_get_expr(d.adbin, d.adrelid) AS expression,
                       NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = 'pg_attrdef'::regclass AND x.objid = d.oid
                         AND NOT (x.refclassid = 'pg_class'::regclass AND x.refobjid = a.attrelid)) AS simple,
                       a.attgenerated::text AS generated, a.attidentity::text AS identity,
                       %s AS storage, %s AS compression, nullif(a.attstattarget, -1) AS target, a.attoptions AS options,
                       EXISTS (SELECT 1 FROM pg_inherits i JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
                         AND NOT p.attisdropped WHERE i.inhrelid = a.attrelid AND p.attnotnull) AS parent_not_null,
                       quote_ident(sn.nspname) || '.' || quote_ident(sc.relname) AS seq_name, %s
                FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_collation l ON l.oid = a.attcollation LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                LEFT JOIN pg_depend sd ON a.attidentity <> '' AND sd.refclassid = 'pg_class'::regclass AND sd.refobjid = a.attrelid
                     AND sd.refobjsubid = a.attnum AND sd.classid = 'pg_class'::regclass AND sd.deptype = 'i'
                LEFT JOIN pg_sequence s ON s.seqrelid = sd.objid
                LEFT JOIN pg_class sc ON sc.oid = s.seqrelid LEFT JOIN pg_namespace sn ON sn.oid = sc.relnamespace
                WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
                """.formatted(STORAGE, compression, SequenceOptions.COLUMNS) + DdlReader.OURS
                        + " ORDER BY a.attrelid, a.attnum");
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Row> notNulls = notNulls();
        Map<Long, List<DdlColumn>> columns = new LinkedHashMap<>();
        for (Row row : rows.get()) {
            columns.computeIfAbsent(row.number("table").orElse(0), oid -> new ArrayList<>())
                    .add(new DdlColumn(
                            row, Optional.ofNullable(notNulls.get(row.text("table") + "." + row.text("number")))));
        }
        return Optional.of(columns);
    }

    /** From 18 on NOT NULL is a constraint with a name. */
    private Map<String, Row> notNulls() throws SnapshotException {
        Map<String, Row> constraints = new HashMap<>();
        if (major >= 18) {
            for (Row row : session.read(
                    DdlReader.TABLES,
                    "SELECT conrelid::bigint AS \"table\", conkey[1] AS number, conname AS name, convalidated AS valid,"
                            + " connoinherit AS no_inherit, conislocal AS local FROM pg_constraint"
                            + " WHERE contype = 'n' AND conrelid >= 16384")) {
                constraints.put(row.text("table") + "." + row.text("number"), row);
            }
        }
        return constraints;
    }
}
