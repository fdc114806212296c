package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text to statements: exact spans, exact clauses, and errors that name place and next step. */
class ScriptReaderTest {
    private static final ScriptReader READER = new ScriptReader(new PostgresGrammar());

    private static Script read(String sql) {
        return switch (READER.read("m.sql", sql)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable -> throw new AssertionError(unreadable.message());
        };
    }

    @Test
    void spansAndTheTextBetweenThemRebuildTheText() {
        String sql =
                "-- é 😀 first\r\nALTER TABLE \"tâble\" ADD COLUMN c int; /* x */ SELECT 'a;b';\n\n  CREATE INDEX CONCURRENTLY i ON t (a) ;\n-- end";
        Script script = read(sql);
        StringBuilder rebuilt = new StringBuilder();
        int cursor = 0;
        for (ScriptStatement statement : script.statements()) {
            assertThat(statement.span().in(sql)).isEqualTo(statement.sql());
            rebuilt.append(sql, cursor, statement.span().start()).append(statement.sql());
            cursor = statement.span().end();
        }
        assertThat(rebuilt.append(sql.substring(cursor)).toString()).isEqualTo(sql);
        assertThat(script.statements()).extracting(s -> s.position().toString()).containsExactly("2:1", "2:47", "4:3");
    }

    static Stream<Arguments> clauses() {
        return Stream.of(
                Arguments.of(
                        "ALTER TABLE t ADD COLUMN s varchar(50) DEFAULT 'a, b' NOT NULL, ALTER c TYPE numeric(10,2) USING (c::numeric), DROP COLUMN x",
                        List.of(
                                "ADD COLUMN s varchar(50) DEFAULT 'a, b' NOT NULL",
                                "ALTER c TYPE numeric(10,2) USING (c::numeric)",
                                "DROP COLUMN x")),
                Arguments.of(
                        "ALTER TABLE ONLY public.\"T\" ADD CONSTRAINT k CHECK (a > 0 AND (b, c) <> (1, 2)) NOT VALID, VALIDATE CONSTRAINT k",
                        List.of(
                                "ADD CONSTRAINT k CHECK (a > 0 AND (b, c) <> (1, 2)) NOT VALID",
                                "VALIDATE CONSTRAINT k")),
                Arguments.of(
                        "ALTER TABLE t ADD c int DEFAULT (ARRAY[1,2])[1] CHECK (c > 0) REFERENCES p (id), SET (fillfactor = 70)",
                        List.of(
                                "ADD c int DEFAULT (ARRAY[1,2])[1] CHECK (c > 0) REFERENCES p (id)",
                                "SET (fillfactor = 70)")));
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void actionsAreCutExactly(String sql, List<String> actions) {
        RelationStatement.AlterTable alter =
                (RelationStatement.AlterTable) read(sql).statements().getFirst().meaning();
        assertThat(alter.actions()).extracting(AlterAction::sql).isEqualTo(actions);
    }

    @Test
    void defaultsAndConstraintsOfAColumn() {
        RelationStatement.CreateTable create = (RelationStatement.CreateTable)
                read("CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s text COLLATE \"C\" DEFAULT lower('X') NOT NULL, n numeric(10,2) CONSTRAINT pos CHECK (n > 0) REFERENCES p)")
                        .statements()
                        .getFirst()
                        .meaning();
        assertThat(create.columns()).extracting(ColumnDefinition::name).containsExactly("id", "s", "n");
        assertThat(create.columns().get(0).identity()).isTrue();
        assertThat(create.columns().get(1).defaultValue().orElseThrow().sql()).isEqualTo("lower('X')");
        assertThat(create.columns().get(1).type().sql()).isEqualTo("text");
        assertThat(create.columns().get(2).type().modifiers()).containsExactly(10, 2);
        assertThat(create.columns().get(2).constraints())
                .extracting(ConstraintDefinition::sql)
                .containsExactly("CONSTRAINT pos CHECK (n > 0)", "REFERENCES p");
    }

    @Test
    void bodiesAreTypedWithLineAndLoop() {
        RoutineStatement.Do block = (RoutineStatement.Do)
                read("-- one\nDO $$\nBEGIN\n  LOOP\n    UPDATE orders SET a = 1;\n    PERFORM pg_sleep(0.1);\n    EXIT WHEN NOT FOUND;\n  END LOOP;\n  EXECUTE 'DROP TABLE x';\n  EXECUTE v || 'x';\nEND $$")
                        .statements()
                        .getFirst()
                        .meaning();
        assertThat(block.body().notAnalysed()).isEmpty();
        assertThat(block.body().statements())
                .extracting(s -> s.line() + " " + s.loopDepth() + " "
                        + s.meaning().getClass().getSimpleName())
                .contains("5 1 Update", "6 1 Select", "9 0 DynamicSql", "10 0 DynamicSql");
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("SELECT 1;\n\\copy t from 'x'\n", "2:1", "psql meta-command"),
                Arguments.of("\\! rm -rf /\n", "1:1", "psql meta-command"),
                Arguments.of("ALTER TABLE {{ table }} ADD c int;", "1:13", "template"),
                Arguments.of("SELECT 'open", "1:8", "unterminated quoted string"),
                Arguments.of("DO $body$ BEGIN END $$", "1:4", "unterminated dollar-quoted string"),
                Arguments.of(
                        "SET standard_conforming_strings = off; SELECT 'a\\'; DROP TABLE x; --'",
                        "1:1",
                        "standard_conforming_strings"),
                Arguments.of("ALTER TABEL x ADD y int", "1:7", "syntax error"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNotPostgresqlIsNamedByPlace(String sql, String place, String message) {
        assertThat(READER.read("m.sql", sql)).isInstanceOfSatisfying(ScriptOutcome.Unreadable.class, unreadable -> {
            assertThat(unreadable.position().toString()).isEqualTo(place);
            assertThat(unreadable.message()).contains(message);
            assertThat(unreadable.nextStep()).isNotBlank();
        });
    }

    @Test
    void aByteOrderMarkIsNoError() {
        assertThat(READER.read("m.sql", "\uFEFFSELECT 1".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ScriptOutcome.Read.class);
    }

    /** Counting the lines anew for every token took minutes here. */
    @Test
    void anErrorAfterManyBlankLinesIsPlaced() {
        assertThat(READER.read("m.sql", ("\n".repeat(120_000) + "SELEC").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ScriptOutcome.Unreadable.class,
                        unreadable -> assertThat(unreadable.position().line()).isEqualTo(120_001));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThat(READER.read("m.sql", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}))
                .isInstanceOf(ScriptOutcome.Unreadable.class);
    }
}
