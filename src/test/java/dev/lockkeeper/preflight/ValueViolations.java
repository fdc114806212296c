package dev.lockkeeper.preflight;

import java.util.List;

/** Rows that break a CHECK, NOT NULL or unique constraint. */
final class ValueViolations {
    private ValueViolations() {}

    private static final String T = "CREATE TABLE t (id int, a int, b text)";

    static final List<ViolationRow> ROWS = List.of(
            // CHECK and NOT NULL
            new ViolationRow(
                    "check passes NULL",
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (-1), (-2), (-3)",
                    3,
                    "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)",
                    "23514"),
            new ViolationRow(
                    "check with a comment at its end",
                    T,
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (a) VALUES (0)",
                    1,
                    "ALTER TABLE t ADD CHECK (a > 0 -- positive\n)",
                    "23514"),
            new ViolationRow(
                    "validate a constraint",
                    T + "; ALTER TABLE t ADD CONSTRAINT k CHECK (b <> '') NOT VALID",
                    "INSERT INTO t (b) VALUES ('x')",
                    "ALTER TABLE t DROP CONSTRAINT k; INSERT INTO t (b) VALUES (''), (''); ALTER TABLE t ADD CONSTRAINT k CHECK (b <> '') NOT VALID",
                    2,
                    "ALTER TABLE t VALIDATE CONSTRAINT k",
                    "23514"),
            new ViolationRow(
                    "not null",
                    T,
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (b) VALUES ('x'), ('y')",
                    2,
                    "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                    "23502"),
            new ViolationRow(
                    "not null column without a default",
                    T,
                    "SELECT 1",
                    "INSERT INTO t VALUES (1, 1, 'x')",
                    1,
                    "ALTER TABLE t ADD COLUMN n int NOT NULL",
                    "23502"),
            new ViolationRow(
                    "primary key over NULL",
                    T,
                    "INSERT INTO t (id) VALUES (1), (2)",
                    "INSERT INTO t (a) VALUES (3)",
                    1,
                    "ALTER TABLE t ADD PRIMARY KEY (id)",
                    "23502"),
            // unique
            new ViolationRow(
                    "unique: NULLs differ; keys are counted, not rows",
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL), (NULL)",
                    "INSERT INTO t (a) VALUES (7), (7), (7), (8), (8)",
                    2,
                    "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)",
                    "23505"),
            new ViolationRow(
                    "primary key over duplicates",
                    T,
                    "INSERT INTO t (id) VALUES (1), (2)",
                    "INSERT INTO t (id) VALUES (2)",
                    1,
                    "ALTER TABLE t ADD PRIMARY KEY (id)",
                    "23505"),
            new ViolationRow(
                    "unique of two columns",
                    T,
                    "INSERT INTO t (a, b) VALUES (1, 'x'), (1, 'y'), (1, NULL), (1, NULL)",
                    "INSERT INTO t (a, b) VALUES (1, 'x')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a, b)",
                    "23505"),
            new ViolationRow(
                    "deferrable unique",
                    T,
                    "INSERT INTO t (a) VALUES (1)",
                    "INSERT INTO t (a) VALUES (1)",
                    1,
                    "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a) DEFERRABLE INITIALLY DEFERRED",
                    "23505"),
            new ViolationRow(
                    "unique over lower()",
                    T,
                    "INSERT INTO t (b) VALUES ('a@x'), ('b@x'), (NULL), (NULL)",
                    "INSERT INTO t (b) VALUES ('A@X'), ('B@x')",
                    2,
                    "CREATE UNIQUE INDEX k ON t (lower(b) text_pattern_ops DESC NULLS LAST)",
                    "23505"),
            new ViolationRow(
                    "unique over an expression in brackets",
                    T,
                    "INSERT INTO t (a) VALUES (1), (2)",
                    "INSERT INTO t (a) VALUES (-1)",
                    1,
                    "CREATE UNIQUE INDEX k ON t ((a * a) ASC)",
                    "23505"),
            new ViolationRow(
                    "partial unique",
                    T,
                    "INSERT INTO t (a, b) VALUES (1, 'old'), (1, 'old'), (1, 'new')",
                    "INSERT INTO t (a, b) VALUES (1, 'new')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a) WHERE b = 'new'",
                    "23505"),
            new ViolationRow(
                    "unique with included columns",
                    T,
                    "INSERT INTO t (a, b) VALUES (1, 'x')",
                    "INSERT INTO t (a, b) VALUES (1, 'y')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a) INCLUDE (b)",
                    "23505"),
            new ViolationRow(
                    "unique, NULLS NOT DISTINCT",
                    15,
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (NULL)",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a) NULLS NOT DISTINCT",
                    "23505"),
            new ViolationRow(
                    "unique constraint, NULLS NOT DISTINCT",
                    15,
                    T,
                    "INSERT INTO t (a) VALUES (1), (NULL)",
                    "INSERT INTO t (a) VALUES (NULL)",
                    1,
                    "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)",
                    "23505"),
            new ViolationRow(
                    "unique on a parent leaves its children alone",
                    T + "; CREATE TABLE child () INHERITS (t)",
                    "INSERT INTO t (a) VALUES (1); INSERT INTO child (a) VALUES (1)",
                    "INSERT INTO t (a) VALUES (1)",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a)",
                    "23505"),
            new ViolationRow(
                    "unique on a partitioned table",
                    "CREATE TABLE t (a int, b text) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
                    "INSERT INTO t VALUES (1, 'x')",
                    "INSERT INTO t VALUES (1, 'x')",
                    1,
                    "CREATE UNIQUE INDEX k ON t (a, b)",
                    "23505"));
}
