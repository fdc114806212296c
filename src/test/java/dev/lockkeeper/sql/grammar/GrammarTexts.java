package dev.lockkeeper.sql.grammar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** SQL to compare parsers with: all that the rule cards and the examples hold, and what is unusual, broken or deep. */
final class GrammarTexts {
    private static final Pattern SQL_BLOCK = Pattern.compile("(?ms)^```sql\\n(.*?)^```$");

    private static final String UNUSUAL = """
            SELECT 1.5e300, .5, 0x1F, 0b101, 1_000_000, 12345678901234567890, -0.0, 'NaN'::float8
            SELECT U&'d\\0061t\\+000061', E'a\\n\\x41\\u00e9', B'1010', X'1FF', $tag$ it's $tag$, 'a' 'b'
            SELECT 'naïve', "größe", '日本語', '😀😀', "😀"."b" FROM "таблица"
            SELECT a[1:2], b.c[3].d, (row(1, 2)).*, ARRAY[[1, 2], [3, 4]], a::int[][], CAST(b AS numeric(10, 2))
            SELECT * FROM a NATURAL JOIN b LEFT JOIN LATERAL (SELECT 1) c ON true CROSS JOIN generate_series(1, 3) WITH ORDINALITY AS g(x, n)
            SELECT DISTINCT ON (a) a, count(*) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t
            SELECT a FROM t GROUP BY GROUPING SETS ((a), ROLLUP (b, c), CUBE (d)) HAVING count(*) > 1 ORDER BY a USING < NULLS LAST LIMIT 10 OFFSET 5
            WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SEARCH DEPTH FIRST BY n SET o CYCLE n SET c USING p SELECT * FROM r FOR UPDATE OF r SKIP LOCKED
            SELECT CASE a WHEN 1 THEN 'x' ELSE NULL END, a IS DISTINCT FROM b, a BETWEEN SYMMETRIC 1 AND 2, a IN (1, 2), a = ANY (ARRAY[1]), EXISTS (SELECT)
            SELECT JSON_OBJECT('a': 1 ABSENT ON NULL), JSON_VALUE(j, '$.a' RETURNING int DEFAULT 0 ON ERROR), j IS JSON OBJECT WITH UNIQUE KEYS
            SELECT * FROM JSON_TABLE(j, '$[*]' COLUMNS (id FOR ORDINALITY, a int PATH '$.a', NESTED PATH '$.b[*]' COLUMNS (b text PATH '$')))
            SELECT xmlelement(name a, xmlattributes(1 AS b), 'c'), extract(epoch FROM now()), trim(both 'x' from y), overlay(a placing b from 1 for 2)
            SELECT a !~~* b, a <-> b, @ a, a OPERATOR(pg_catalog.+) b, a COLLATE "C", a AT TIME ZONE 'UTC', interval '1' year(3)
            INSERT INTO t AS x (a, b[1]) OVERRIDING SYSTEM VALUE VALUES (DEFAULT, 1), (2, 3) ON CONFLICT (a) WHERE b > 0 DO UPDATE SET a = excluded.a RETURNING WITH (OLD AS o) o.a, x.*
            UPDATE ONLY t SET (a, b) = (SELECT 1, 2), c = DEFAULT FROM u WHERE CURRENT OF k RETURNING *
            DELETE FROM t USING u WHERE t.a = u.a RETURNING t.a AS "Ä"
            MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b THEN UPDATE SET c = 1 WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1) RETURNING merge_action()
            CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (START 10), b text COLLATE "C" STORAGE external COMPRESSION lz4, c int GENERATED ALWAYS AS (a * 2) VIRTUAL, EXCLUDE USING gist (r WITH &&) WHERE (a > 0)) PARTITION BY RANGE (a, lower(b))
            CREATE TABLE t (a int, PRIMARY KEY (a, v WITHOUT OVERLAPS), FOREIGN KEY (a, PERIOD v) REFERENCES u (a, PERIOD v) MATCH FULL ON DELETE SET NULL (a) DEFERRABLE INITIALLY DEFERRED)
            CREATE UNLOGGED TABLE IF NOT EXISTS s.t PARTITION OF p FOR VALUES FROM (MINVALUE) TO (10) WITH (fillfactor = 70) TABLESPACE x
            ALTER TABLE IF EXISTS ONLY s.t ADD COLUMN IF NOT EXISTS a int NOT NULL DEFAULT 1 CHECK (a > 0) NO INHERIT, ALTER COLUMN b SET DATA TYPE bigint USING b::bigint, DROP CONSTRAINT c CASCADE, ADD CONSTRAINT n NOT NULL a NOT VALID, VALIDATE CONSTRAINT k
            ALTER TABLE t ALTER COLUMN a SET STATISTICS 100, ALTER b SET STORAGE main, REPLICA IDENTITY USING INDEX i, ENABLE ALWAYS TRIGGER g, SET (autovacuum_enabled = off), DETACH PARTITION p CONCURRENTLY
            CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY t USING btree (a DESC NULLS LAST, (lower(b)) COLLATE "C" text_pattern_ops) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor = 90) WHERE d IS NOT NULL
            CREATE OR REPLACE FUNCTION f(IN a int DEFAULT 1, VARIADIC b text[], OUT c int) RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE COST 10 SET search_path = a, b BEGIN ATOMIC SELECT 1; SELECT 2; END
            CREATE TRIGGER g BEFORE INSERT OR UPDATE OF a ON t REFERENCING NEW TABLE AS n FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f('x', 1)
            CREATE TYPE c AS (a int, b text); CREATE TYPE e AS ENUM ('a', 'b'); CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TYPE r AS RANGE (subtype = int4)
            CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA; REFRESH MATERIALIZED VIEW CONCURRENTLY v; CREATE RECURSIVE VIEW w (a) AS SELECT 1
            CREATE POLICY p ON t AS RESTRICTIVE FOR SELECT TO PUBLIC USING (a = current_user) WITH CHECK (true); GRANT SELECT (a), UPDATE ON t TO r WITH GRANT OPTION
            CREATE PUBLICATION p FOR TABLE t (a, b) WHERE (a > 0), TABLES IN SCHEMA s WITH (publish = 'insert'); CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p
            VACUUM (FULL, ANALYZE, PARALLEL 2) t (a); REINDEX (VERBOSE) TABLE CONCURRENTLY t; CLUSTER t USING i; LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE NOWAIT; TRUNCATE ONLY a, b RESTART IDENTITY CASCADE
            BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY; SAVEPOINT a; ROLLBACK TO a; PREPARE TRANSACTION 'x'; COMMIT AND CHAIN; SET LOCAL lock_timeout = '1s'; RESET ALL; SHOW x
            COMMENT ON COLUMN a.b.c IS NULL; SECURITY LABEL ON TABLE t IS 'x'; COPY t (a) FROM STDIN WITH (FORMAT csv, HEADER match); EXPLAIN (ANALYZE, BUFFERS) SELECT 1; CALL p(1, b => 2)
            -- only a comment
            /* nested /* comment */ */ SELECT /* in */ 1 -- out
            ;;; SELECT 1;; SELECT 2;
            SELECT
            selec 1
            SELECT 1 SELECT 2
            SELECT 'open
            SELECT "open
            SELECT $$open
            SELECT /* open
            SELECT U&'\\00'
            SELECT 1a, 0x, $1a
            CREATE TABLE t (a int,)
            ALTER TABLE t ADD COLUMN 😀 int, DROP COLUMNS x
            INSERT INTO t VALUES (1
            SELECT * FROM t WHERE a = = 1
            DROP TABLE a b
            CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql
            SELECT 99999999999999999999999999::int, 1e999, interval '1' foo
            SET x TO
            GRANT NOTHING ON t TO u
            SELECT ''::"char", E'\\'', '\\'
            """;

    private static final String BODIES = """
            DO $$ BEGIN NULL; END $$
            DO $$ DECLARE a int := 1; b CONSTANT text DEFAULT 'x'; c t.a%TYPE; d t%ROWTYPE; BEGIN a := a + 1; END $$
            DO $$ BEGIN FOR r IN SELECT * FROM t LOOP UPDATE u SET a = r.a; COMMIT; END LOOP; END $$
            DO $$ BEGIN FOR i IN REVERSE 10..1 BY 2 LOOP CONTINUE WHEN i = 5; EXIT; END LOOP; END $$
            DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN a int', 't') USING 1, 2; PERFORM pg_sleep(1); END $$
            DO $$ BEGIN IF a THEN RAISE NOTICE 'x %', 1 USING HINT = 'h'; ELSIF b THEN RETURN; ELSE ASSERT false, 'no'; END IF; EXCEPTION WHEN unique_violation OR SQLSTATE '22012' THEN GET STACKED DIAGNOSTICS x = MESSAGE_TEXT; END $$
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.a := OLD.b; RETURN NEW; END $f$
            CREATE FUNCTION g(a int) RETURNS SETOF int LANGUAGE plpgsql AS 'DECLARE c CURSOR (k int) FOR SELECT 1; BEGIN OPEN c(1); FETCH c INTO a; RETURN NEXT a; RETURN QUERY SELECT 1; CLOSE c; END'
            CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ <<outer>> BEGIN WHILE true LOOP CASE a WHEN 1 THEN NULL; ELSE ROLLBACK; END CASE; FOREACH x IN ARRAY y LOOP NULL; END LOOP; END LOOP outer; END $$
            CREATE FUNCTION s() RETURNS int LANGUAGE sql AS 'SELECT 1'
            DO $$ BEGIN LOOP END $$
            DO $$ BEGIN a := ; END $$
            DO $$ DECLARE BEGIN UPDATE t SET; END $$
            DO $$ BEGIN 😀 := 1; END $$
            DO LANGUAGE plpgsql 'BEGIN RAISE; END'
            DO $$ BEGIN IF THEN END IF; END $$
            """;

    private GrammarTexts() {}

    static List<String> all() {
        List<String> texts = new ArrayList<>(UNUSUAL.lines().toList());
        texts.addAll(bodies());
        texts.add("");
        texts.add(" \t\n");
        texts.add("SELECT 1\r\n;\f SELECT\u00a02");
        for (int depth : List.of(10, 200)) {
            texts.add("SELECT " + "a+".repeat(depth) + "a");
            texts.add("SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth));
            texts.add("SELECT " + "NOT ".repeat(depth) + "a");
            texts.add("SELECT * FROM " + "(SELECT * FROM ".repeat(depth) + "t" + ") x".repeat(depth));
        }
        texts.add("SELECT '" + "x😀".repeat(2_000) + "'");
        texts.add("INSERT INTO t VALUES " + "(1, 'a', NULL), ".repeat(100) + "(1, 'a', NULL)");
        texts.addAll(written());
        return List.copyOf(texts);
    }

    static List<String> bodies() {
        return BODIES.lines().toList();
    }

    /** The SQL of this repository. */
    private static List<String> written() {
        List<String> texts = new ArrayList<>();
        for (Path folder : List.of(Path.of("main/java"), Path.of("../examples"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (file.toString().endsWith(".sql")) {
                        texts.add(Files.readString(file));
                    } else if (file.toString().endsWith(".md")) {
                        Matcher block = SQL_BLOCK.matcher(Files.readString(file));
                        while (block.find()) {
                            texts.add(block.group(1));
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }
}
