package dev.lockkeeper.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements of a file commit together: the transaction number of each, {@code -} where it commits alone. */
class RunnerTransactionsTest {
    private static final ScriptReader READER = new ScriptReader(new PostgresGrammar());
    private static final String TWO = "ALTER TABLE t ADD a int;\nALTER TABLE t ADD b int;\n";
    private static final String INDEX = "CREATE INDEX CONCURRENTLY i ON t (a);\n";

    private record Row(Framework framework, String name, String sql, String transactions) {}

    private static final List<Row> TABLE = List.of(
            new Row(Framework.PLAIN, "psql commits each", TWO, "- -"),
            new Row(Framework.SQITCH, "psql too", TWO, "- -"),
            new Row(Framework.SQITCH, "its template has BEGIN", "BEGIN;\n" + TWO + "COMMIT;", "1 1 1 1"),
            new Row(Framework.FLYWAY, "wrapped", TWO, "1 1"),
            new Row(Framework.FLYWAY, "nothing that can be wrapped", INDEX + "DROP INDEX CONCURRENTLY j;", "- -"),
            new Row(Framework.FLYWAY, "mixed", "SET lock_timeout = 0;\n" + INDEX, "1 1"),
            new Row(Framework.RAILS, "wrapped", TWO, "1 1"),
            new Row(Framework.DJANGO, "sqlmigrate prints what it does", "BEGIN;\n" + TWO + "COMMIT;", "1 1 1 1"),
            new Row(Framework.DJANGO, "atomic = False", INDEX, "-"),
            new Row(Framework.PRISMA, "one string is one transaction", TWO, "1 1"),
            new Row(Framework.PRISMA, "a single statement is none", INDEX, "-"),
            new Row(Framework.GOLANG_MIGRATE, "one string is one transaction", TWO, "1 1"),
            new Row(Framework.GOLANG_MIGRATE, "a single statement is none", INDEX, "-"),
            new Row(Framework.GOLANG_MIGRATE, "its tutorial has BEGIN", "BEGIN;\n" + TWO + "COMMIT;", "1 1 1 1"),
            new Row(Framework.GOLANG_MIGRATE, "more than that", "BEGIN;\n" + TWO + "COMMIT;" + TWO, "1 1 1 1 - -"),
            new Row(Framework.DBMATE, "wrapped", "-- migrate:up\n" + TWO, "1 1"),
            new Row(Framework.DBMATE, "switched off", "-- migrate:up transaction:false\n" + INDEX, "-"),
            new Row(Framework.DBMATE, "switched off, yet one string", "-- migrate:up transaction:false\n" + TWO, "1 1"),
            new Row(Framework.GOOSE, "wrapped", "-- +goose Up\n" + TWO, "1 1"),
            new Row(Framework.GOOSE, "switched off", "-- +goose NO TRANSACTION\n-- +goose Up\n" + TWO, "- -"),
            new Row(
                    Framework.LIQUIBASE,
                    "a transaction for each changeset",
                    "--liquibase formatted sql\n--changeset a:1\n" + TWO + "--changeset a:2 runInTransaction:false\n"
                            + INDEX + "--changeset a:3\n" + TWO,
                    "1 1 - 4 4"));

    private static Script script(String sql) {
        return ((ScriptOutcome.Read) READER.read("m.sql", sql)).script();
    }

    @TestFactory
    Stream<DynamicTest> table() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(row.framework() + ": " + row.name(), () -> {
                    Analysis analysis = Analyzer.analyze(
                            script(row.sql()),
                            Catalog.empty(),
                            ProductionContext.none(PgVersion.of(16)),
                            PgVersion.of(16),
                            row.framework(),
                            true);
                    assertThat(analysis.statements().stream()
                                    .map(at -> at.transaction().inBlock()
                                            ? Integer.toString(at.transaction().number())
                                            : "-")
                                    .collect(Collectors.joining(" ")))
                            .isEqualTo(row.transactions());
                }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db/V2__add.sql | SELECT 1 | FLYWAY",
                "db/R__views.sql | SELECT 1 | FLYWAY",
                "prisma/migrations/20261101120000_add/migration.sql | SELECT 1 | PRISMA",
                "migrations/000042_add.up.sql | SELECT 1 | GOLANG_MIGRATE",
                "deploy/add.sql | -- Deploy shop:add to pg | SQITCH",
                "a.sql | -- migrate:up | DBMATE",
                "a.sql | -- +goose Up | GOOSE",
                "a.sql | --liquibase formatted sql | LIQUIBASE",
                "a.sql | SELECT 1 | none",
            })
    void markersAndNamesTellTheRunner(String name, String text, String framework) {
        assertThat(Framework.detect(name, text).map(Enum::name).orElse("none")).isEqualTo(framework);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V1__a.sql.conf | executeInTransaction=false | FLYWAY false",
                "V1__a.sql.conf | executeInTransaction = TRUE | FLYWAY true",
                "V1__a.sql.conf | encoding=UTF-8 | none",
                "1_a.rb | class A < ActiveRecord::Migration[5.2]; end | RAILS true",
                "1_a.rb | class A < ActiveRecord::Migration[5.2]\\n  disable_ddl_transaction!\\nend | RAILS false",
                "1_a.rb | puts 1 | none",
                "1_a.py | from django.db import migrations | DJANGO true",
                "1_a.py | from django.db import migrations\\nclass A:\\n  atomic = False | DJANGO false",
                "1_a.py | from alembic import op | ALEMBIC true",
                "1_a.py | from alembic import op\\n  with op.get_context().autocommit_block(): | ALEMBIC false",
            })
    void aFileBesideTheSqlSwitchesTheTransaction(String name, String text, String expected) {
        assertThat(RunnerSwitch.of(name, text.replace("\\n", "\n"))
                        .map(found -> found.framework() + " " + found.wrapped())
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    void upAndDownOfOneFileAreToldApart() {
        RunnerFile dbmate = RunnerFile.of(
                Framework.DBMATE, "-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\nDROP TABLE a;\n");
        assertThat(dbmate.up()).isEqualTo("-- migrate:up\nCREATE TABLE a ();\n\n");
        assertThat(dbmate.down()).contains("\nDROP TABLE a;\n");
        RunnerFile turned =
                RunnerFile.of(Framework.GOOSE, "-- +goose Down\nDROP TABLE a;\n-- +goose Up\nCREATE TABLE a ();\n");
        assertThat(turned.up()).endsWith("\n-- +goose Up\nCREATE TABLE a ();\n").doesNotContain("DROP");
        assertThat(turned.up().lines().count()).isEqualTo(4);
        RunnerFile liquibase = RunnerFile.of(
                Framework.LIQUIBASE,
                "--liquibase formatted sql\n--changeset a:1\nCREATE TABLE a ();\n--rollback DROP TABLE a;\n"
                        + "--changeset a:2\nCREATE TABLE b ();\n--rollback DROP TABLE b\n");
        assertThat(liquibase.down()).contains("DROP TABLE b;\nDROP TABLE a;\n");
        assertThat(RunnerFile.of(
                                Framework.LIQUIBASE,
                                "--changeset a:1\nSELECT 1;\n--rollback SET LOCAL lock_timeout = 0;\n--rollback DROP\n--rollback   TABLE a\n")
                        .down())
                .contains("SET LOCAL lock_timeout = 0;\nDROP\n  TABLE a;\n");
        assertThat(RunnerFile.of(Framework.LIQUIBASE, "--changeset a:1\n--rollback not required\n")
                        .down())
                .isEqualTo(Optional.empty());
    }
}
