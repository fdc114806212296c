package dev.lockkeeper.plan.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.rule.Bench;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Names, order, switches and boundaries of the files that each runner gets. */
class RunnerFilesTest {
    private static final Bench BENCH = new Bench();
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final Planner PLANNER = new Planner(
            ServiceLoader.load(Technique.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList(),
            new Reanalysis(new ScriptReader(GRAMMAR), GRAMMAR));
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:30Z");
    private static final String INDEX = "CREATE INDEX orders_status ON orders (status)";
    private static final String CHECK = "ALTER TABLE orders ADD CONSTRAINT positive CHECK (amount > 0)";
    private static final String RENAME = "ALTER TABLE countries RENAME TO nations";
    private static final String DROP = "ALTER TABLE orders DROP COLUMN created_at";
    private static final String SAFE = "SET lock_timeout = '2s';\nALTER TABLE countries ADD COLUMN iso3 text";

    private static RunnerOutcome outcome(Framework framework, String sql, String name, RunnerNaming naming) {
        Analysis analysis = BENCH.analyse(sql, 16, List.of(), List.of());
        Plan plan = ((PlanOutcome.Planned) PLANNER.plan(analysis, BENCH.lint(analysis))).plan();
        return new RunnerWriter("r-1", "Jo <jo@example.com>", naming, NOW)
                .of(framework, plan, analysis.script(), name)
                .orElseThrow();
    }

    private static RunnerFiles files(Framework framework, String sql, String name, RunnerNaming naming) {
        return ((RunnerOutcome.Written) outcome(framework, sql, name, naming)).files();
    }

    private static RunnerFiles files(Framework framework, String sql) {
        return files(framework, sql, "20261101120059_words.sql", RunnerNaming.OWN);
    }

    private static String paths(RunnerFiles files) {
        return files.migrations()
                .flatMap(migration -> migration.files().stream())
                .map(PlanFile::path)
                .collect(Collectors.joining(" "));
    }

    private static String text(RunnerFiles files, String ending) {
        return files.migrations()
                .flatMap(migration -> migration.files().stream())
                .filter(file -> file.path().endsWith(ending))
                .map(PlanFile::text)
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "FLYWAY | V42__words.sql | V42_1__words_expand.sql U42_1__words_expand.sql V42_2__words_validate.sql U42_2__words_validate.sql",
                "FLYWAY | db/V1.7__a-b c.sql | V1.7.1__a_b_c_expand.sql U1.7.1__a_b_c_expand.sql V1.7.2__a_b_c_validate.sql U1.7.2__a_b_c_validate.sql",
                "LIQUIBASE | 42-words.sql | 42_words_01_expand.sql 42_words_02_validate.sql",
                "GOLANG_MIGRATE | 000099_words.up.sql | 000099_words_expand_1.up.sql 000099_words_expand_1.down.sql 000100_words_validate_2.up.sql 000100_words_validate_2.down.sql",
                "DBMATE | 20261231235959_words.sql | 20261231235959_words_expand_1.sql 20270101000000_words_validate_2.sql",
                "GOOSE | 00042_words.sql | 00042_words_expand_1.sql 00043_words_validate_2.sql",
                "GOOSE | words.sql | 20261120100030_words_expand_1.sql 20261120100031_words_validate_2.sql",
                "SQITCH | deploy/words.sql | deploy/words_expand_1.sql revert/words_expand_1.sql verify/words_expand_1.sql deploy/words_validate_2.sql revert/words_validate_2.sql verify/words_validate_2.sql",
                "PRISMA | prisma/migrations/20261101120059_words/migration.sql | 20261101120059_words_expand_1/migration.sql 20261101120100_words_validate_2/migration.sql",
                "RAILS | 20261101120059_add_words.sql | 20261101120059_add_words_expand_1.up.sql 20261101120059_add_words_expand_1.down.sql 20261101120059_add_words_expand_1.rb 20261101120100_add_words_validate_2.up.sql 20261101120100_add_words_validate_2.rb",
                "DJANGO | 0042_words.sql | 0042_words_expand_1.up.sql 0042_words_expand_1.down.sql 0042_words_expand_1.py 0043_words_validate_2.up.sql 0043_words_validate_2.py",
                "ALEMBIC | - | 20261120100030_migration_expand_1.up.sql 20261120100030_migration_expand_1.down.sql 20261120100030_migration_expand_1.py 20261120100031_migration_validate_2.up.sql 20261120100031_migration_validate_2.py",
            })
    void namesFollowFromTheMigrationsOwn(Framework framework, String name, String expected) {
        assertThat(paths(files(framework, CHECK, name, RunnerNaming.OWN))).isEqualTo(expected);
    }

    @Test
    void aNumberThatTheUserGivesWins() {
        RunnerNaming naming = new RunnerNaming(Optional.of("7"), Optional.empty());
        assertThat(paths(files(Framework.FLYWAY, INDEX, "V42__words.sql", naming)))
                .isEqualTo("V7__words.sql V7__words.sql.conf U7__words.sql U7__words.sql.conf");
        assertThat(paths(files(Framework.DBMATE, INDEX, "x.sql", naming))).isEqualTo("7_x.sql");
        assertThat(outcome(Framework.GOOSE, INDEX, "x.sql", new RunnerNaming(Optional.of("7.1"), Optional.empty())))
                .isInstanceOf(RunnerOutcome.Refused.class);
        assertThatThrownBy(() -> new RunnerNaming(Optional.of("../7"), Optional.empty()))
                .hasMessageContaining("--number takes digits");
        assertThatThrownBy(() -> new RunnerNaming(Optional.empty(), Optional.of("a\"b")))
                .hasMessageContaining("--after");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PLAIN")
    void theSameInputGivesTheSameBytes(Framework framework) {
        assertThat(files(framework, INDEX)).isEqualTo(files(framework, INDEX));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PLAIN")
    void whatWaitsForADeployIsAnotherRelease(Framework framework) {
        RunnerFiles files = files(framework, RENAME);
        assertThat(files.releases()).hasSize(2);
        Release now = files.releases().getFirst();
        Release later = files.releases().getLast();
        assertThat(now.folder()).isEqualTo(framework.displayName());
        assertThat(now.waiting()).isEmpty();
        assertThat(later.folder()).startsWith("later/");
        assertThat(later.after().orElseThrow()).contains("countries");
        assertThat(later.waiting())
                .isEqualTo(
                        switch (framework) {
                            case FLYWAY, LIQUIBASE, RAILS -> ".later";
                            default -> "";
                        });
        assertThat(now.envelopeName("e")).isNotEqualTo(later.envelopeName("e"));
        assertThat(files.through(1).releases()).containsExactly(now);
    }

    @ParameterizedTest
    @CsvSource({
        "FLYWAY, .conf, executeInTransaction=false",
        "LIQUIBASE, .sql, runInTransaction:false",
        "DBMATE, .sql, migrate:up transaction:false",
        "GOOSE, .sql, +goose NO TRANSACTION",
        "RAILS, .rb, disable_ddl_transaction!",
        "DJANGO, .py, atomic = False",
        "ALEMBIC, .py, autocommit_block()",
    })
    void eachRunnerHasItsSwitch(Framework framework, String ending, String words) {
        assertThat(text(files(framework, INDEX), ending)).contains(words);
        if (framework != Framework.ALEMBIC) {
            assertThat(text(files(framework, CHECK), ending)).doesNotContain(words);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GOLANG_MIGRATE", "PRISMA", "DBMATE"})
    void aStatementOutsideOfTransactionsIsAloneInItsString(Framework framework) {
        RunnerMigration only = files(framework, INDEX).migrations().findFirst().orElseThrow();
        assertThat(only.judged().sql().lines().filter(line -> !line.startsWith("--") && !line.isBlank()))
                .containsExactly("CREATE INDEX CONCURRENTLY orders_status ON orders (status);");
    }

    /** A runner that believes that something was taken back which was not would go on wrongly. */
    @ParameterizedTest
    @CsvSource({
        "GOLANG_MIGRATE, .down.sql, RAISE EXCEPTION",
        "DBMATE, .sql, RAISE EXCEPTION",
        "GOOSE, .sql, RAISE EXCEPTION",
        "RAILS, .rb, IrreversibleMigration",
        "ALEMBIC, .py, raise RuntimeError",
        "SQITCH, .sql, RAISE EXCEPTION",
    })
    void thePointOfNoReturnIsNeverTakenBack(Framework framework, String ending, String words) {
        assertThat(text(files(framework, DROP), ending)).contains(words);
    }

    @Test
    void whatRefusesByItselfHasNoWayBack() {
        assertThat(paths(files(Framework.FLYWAY, DROP))).doesNotContain("U2026");
        assertThat(text(files(Framework.LIQUIBASE, DROP), ".sql")).doesNotContain("--rollback");
        assertThat(text(files(Framework.DJANGO, DROP), ".py")).doesNotContain("reverse_sql");
    }

    @Test
    void aSafeTextStaysAsItIs() {
        assertThat(text(files(Framework.FLYWAY, SAFE, "V42__iso.sql", RunnerNaming.OWN), "V42__iso.sql"))
                .isEqualTo(SAFE);
        assertThat(text(files(Framework.GOLANG_MIGRATE, SAFE, "42_iso.up.sql", RunnerNaming.OWN), "42_iso.up.sql"))
                .isEqualTo(SAFE);
        assertThat(text(files(Framework.SQITCH, SAFE, "deploy/iso.sql", RunnerNaming.OWN), "deploy/iso.sql"))
                .isEqualTo(SAFE);
        assertThat(text(files(Framework.DBMATE, SAFE, "42_iso.sql", RunnerNaming.OWN), "42_iso.sql"))
                .startsWith("-- migrate:up\n" + SAFE)
                .contains("-- migrate:down\n", "DROP COLUMN");
    }

    @Test
    void filesThatAreChainedNameTheOneBefore() {
        RunnerNaming alembic = new RunnerNaming(Optional.of("100"), Optional.of("ae1027a6acf"));
        assertThat(text(files(Framework.ALEMBIC, CHECK, "x.sql", alembic), ".py"))
                .contains("revision = \"100\"\ndown_revision = \"ae1027a6acf\"")
                .contains("revision = \"101\"\ndown_revision = \"100\"");
        RunnerNaming django = new RunnerNaming(Optional.of("0042"), Optional.of("shop.0041_before"));
        assertThat(text(files(Framework.DJANGO, CHECK, "x.sql", django), ".py"))
                .contains("dependencies = [(\"shop\", \"0041_before\")]")
                .contains("dependencies = [(\"shop\", \"0042_x_expand_1\")]");
        assertThat(files(Framework.SQITCH, CHECK)
                        .releases()
                        .getFirst()
                        .unsigned()
                        .get("sqitch.plan.add"))
                .isEqualTo("""
                        words_expand_1 2026-11-01T12:00:59Z Jo joexample.com <lockkeeper@localhost> # Lockkeeper review r-1, step 1.1
                        words_validate_2 [words_expand_1] 2026-11-01T12:01:00Z Jo joexample.com <lockkeeper@localhost> # Lockkeeper review r-1, step 2.1
                        """);
    }

    /** Text of a statement that the runner would take for its own. */
    @ParameterizedTest
    @CsvSource({
        "GOOSE, -- +goose Down",
        "DBMATE, -- migrate:down",
        "LIQUIBASE, --rollback DROP TABLE orders",
        "LIQUIBASE, --end-of-statement",
        "LIQUIBASE, a ${user.name} b",
        "RAILS, -- end of statement",
        "DJANGO, -- end of statement",
        "ALEMBIC, -- end of statement",
    })
    void aRunnersOwnWordsInsideOfAStatementAreRefused(Framework framework, String words) {
        String sql = "COMMENT ON TABLE orders IS 'first\n" + words + "\nlast'; " + INDEX;
        assertThat(outcome(framework, sql, "42_x.sql", RunnerNaming.OWN))
                .isInstanceOfSatisfying(
                        RunnerOutcome.Refused.class,
                        refused -> assertThat(refused.why()).contains(framework.displayName(), "lockkeeper apply"));
        assertThat(outcome(Framework.GOLANG_MIGRATE, sql, "42_x.sql", RunnerNaming.OWN))
                .isInstanceOf(RunnerOutcome.Written.class);
    }

    /** Flyway would replace it; the file beside the script tells it not to. */
    @Test
    void whatFlywayWouldReplaceIsLeftAlone() {
        String sql = "COMMENT ON TABLE orders IS '${secret}'; " + INDEX;
        assertThat(text(files(Framework.FLYWAY, sql), ".conf")).contains("placeholderReplacement=false");
        assertThat(text(files(Framework.FLYWAY, INDEX), ".conf")).doesNotContain("placeholderReplacement");
    }
}
