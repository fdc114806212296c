package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.sql.ScriptOutcome;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scripts as real histories have them, which the server accepts: none of their statements may be called refused. */
class AcceptedScriptsTest {
    private static final List<String> SCRIPTS = List.of(
            "CREATE TABLE t (id int PRIMARY KEY, n int UNIQUE); ALTER TABLE t DROP COLUMN id, ADD PRIMARY KEY (n), DROP CONSTRAINT t_n_key",
            "CREATE TABLE t (a bool); ALTER TABLE t DROP COLUMN a, ADD COLUMN a boolean DEFAULT FALSE NOT NULL",
            "CREATE TABLE t (a int); ALTER TABLE t ALTER COLUMN b SET DEFAULT 1, ADD COLUMN IF NOT EXISTS b int; INSERT INTO t (b) VALUES (1)",
            "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN b int, ALTER COLUMN b SET NOT NULL, ADD CONSTRAINT p PRIMARY KEY (b); ALTER TABLE t DROP CONSTRAINT p",
            "CREATE TABLE t (a int UNIQUE); ALTER INDEX t_a_key RENAME TO u; ALTER TABLE t DROP CONSTRAINT u; CREATE TABLE u (a int)",
            "CREATE TABLE t (a int UNIQUE); ALTER TABLE t RENAME CONSTRAINT t_a_key TO u; DROP TABLE t; CREATE TABLE u (a int)",
            "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p (id)); ALTER TABLE p RENAME COLUMN id TO n; ALTER TABLE c DROP CONSTRAINT c_p_fkey",
            "CREATE TABLE t AS SELECT 1 AS a, 2 AS b; ALTER TABLE t ADD COLUMN c int; ALTER TABLE t RENAME COLUMN a TO d; UPDATE t SET b = 3; CREATE TABLE l (LIKE t); ALTER TABLE l ADD COLUMN x int; ALTER TABLE l DROP COLUMN b",
            "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT * FROM v; CREATE INDEX i ON m (a); DROP VIEW v CASCADE; CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM v; CREATE INDEX i ON m (a)",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a, (SELECT count(*) FROM t) AS n, a * a AS s FROM t; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT row_to_json(x) FROM t x; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (c int); CREATE VIEW v AS SELECT x.*, o.* FROM (SELECT a FROM t) x, o; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int, CONSTRAINT k CHECK (a > 0 OR b > 0)); ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD CONSTRAINT k CHECK (b > 0)",
            "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); DROP FUNCTION f CASCADE; CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "CREATE TABLE t (a text, b text); CREATE INDEX ON t (lower(a), (a || b), (b || a), (b::varchar)); DROP INDEX t_lower_expr_expr1_b_idx; CREATE INDEX ON t ((lower(a) || lower(b))); DROP INDEX t_expr_idx",
            "CREATE TABLE post (id int, name text); CREATE TABLE person (id int, name text, post int); CREATE VIEW v AS SELECT p.id, (SELECT name FROM person u WHERE u.post = p.id) AS author FROM post p; ALTER TABLE post DROP COLUMN name",
            "CREATE TABLE t (id int, crate int); CREATE TABLE c (id int); CREATE VIEW v AS SELECT c.id, t.crate AS name FROM c JOIN t ON t.crate = c.id; ALTER TABLE t DROP COLUMN id",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t RENAME COLUMN b TO a; ALTER TABLE t DROP COLUMN a",
            "CREATE TABLE t (a text); CREATE FUNCTION canon(text) RETURNS text AS $$ SELECT replace(lower($1), '-', '_') $$ LANGUAGE SQL; CREATE INDEX ON t (canon(a))");

    /** A view takes more than what it names: these the server refuses too, with 2BP01. */
    private static final List<String> REFUSED = List.of(
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT * FROM t; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT 1 AS a, 2 AS b UNION ALL SELECT y.* FROM t y; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (b int); CREATE VIEW v AS SELECT a FROM t NATURAL JOIN o; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS WITH w AS (SELECT * FROM t) SELECT a FROM w; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE MATERIALIZED VIEW v AS SELECT t.* FROM t; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t DROP COLUMN c",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (c int); CREATE VIEW v AS SELECT c, (SELECT max(a) FROM t WHERE b = c) AS m FROM o; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (c int); CREATE VIEW v AS SELECT a FROM t WHERE EXISTS (SELECT 1 FROM o WHERE c = b); ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (b int); CREATE VIEW v AS SELECT 1 AS one FROM t JOIN o USING (b); ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT (x).b AS c FROM t x; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT b(x) AS c FROM t x; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT n FROM t AS x (m, n); ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (c int); CREATE VIEW v AS SELECT j.b FROM (t JOIN o ON t.a = o.c) AS j; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE TABLE o (c int); CREATE VIEW v AS SELECT n FROM (t JOIN o ON t.a = o.c) AS j (m, n, p); ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT * FROM t TABLESAMPLE SYSTEM (10); ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT public.t.b AS c FROM public.t; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS WITH w AS (SELECT a FROM t WHERE b > 0) SELECT a FROM w; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int[]); CREATE VIEW v AS SELECT a, e FROM t, unnest(b) AS e; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT x.a, l.c FROM t x, LATERAL (SELECT x.b AS c) l; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT (x).* FROM t x; ALTER TABLE t DROP COLUMN b",
            "CREATE TABLE t (a int, b int); CREATE VIEW w AS SELECT a, b FROM t; CREATE VIEW v AS SELECT 1 AS a UNION SELECT y.b FROM t y; DROP VIEW w; ALTER TABLE t DROP COLUMN b");

    @Test
    void theServerAndTheModelAgree() throws Exception {
        List<String> wrong = new ArrayList<>();
        int major = Collections.max(Bench.majors());
        for (String script : REFUSED) {
            assertThat(analysed(major, script).statements().getLast().has(Effect.Refused.class))
                    .as(script)
                    .isTrue();
        }
        for (String script : SCRIPTS) {
            analysed(major, script)
                    .statements()
                    .forEach(at -> at.all(Effect.Refused.class)
                            .forEach(refused -> wrong.add(at.statement().sql() + " -> " + refused)));
        }
        assertThat(wrong).isEmpty();
        try (ShadowDatabase shadow = Bench.databases().open(ShadowRequest.forMajor(major), ShadowChoice.EMBEDDED);
                Connection server = shadow.migrator();
                Statement call = server.createStatement()) {
            server.setAutoCommit(false);
            for (String script : SCRIPTS) {
                call.execute(script);
                server.rollback();
            }
            for (String script : REFUSED) {
                assertThatThrownBy(() -> call.execute(script)).as(script).hasMessageContaining("depend on it");
                server.rollback();
            }
        }
    }

    private static Analysis analysed(int major, String script) throws Exception {
        return Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", script)).script(),
                Catalog.empty(),
                Bench.context(major),
                Bench.context(major).version(),
                Framework.PLAIN,
                true);
    }
}
