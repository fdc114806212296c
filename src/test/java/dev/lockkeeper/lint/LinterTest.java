package dev.lockkeeper.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.rule.Bench;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {
    private static final Bench BENCH = new Bench();
    private static final String ADD = "ALTER TABLE orders ADD COLUMN note text;\n";

    private static List<String> codes(LintResult result) {
        return result.findings().stream().map(Finding::code).toList();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "orders 40000000 rows, 8 GB | ERROR",
                "orders of unknown size | ERROR",
                "orders 10 rows, 8 GB | ERROR",
                "orders 10000 rows | WARNING"
            })
    void severityFollowsTheSizeBand(String given, Severity severity) {
        assertThat(BENCH.lint(ADD, 16, given).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(severity));
    }

    @Test
    void tablesOfThisMigrationAreNoHazard() {
        String sql = """
                CREATE TABLE t (id bigint PRIMARY KEY, a int);
                CREATE INDEX ON t (a);
                ALTER TABLE t ADD CHECK (a > 0), ALTER COLUMN a SET NOT NULL, ADD UNIQUE (a);
                ALTER TABLE t ADD COLUMN b uuid DEFAULT gen_random_uuid();
                UPDATE t SET a = 1;
                ALTER TABLE t RENAME COLUMN a TO c;
                DROP TABLE t;
                """;
        assertThat(codes(BENCH.lint(sql, 16))).isEmpty();
    }

    @Test
    void aSuppressionWithReasonMovesTheFinding() {
        LintResult result = BENCH.lint("-- lockkeeper:suppress lock-timeout-missing: the runner sets it\n" + ADD, 16);
        assertThat(result.findings()).isEmpty();
        assertThat(result.suppressed()).singleElement().satisfies(suppressed -> {
            assertThat(suppressed.finding().code()).isEqualTo("lock-timeout-missing");
            assertThat(suppressed.reason()).isEqualTo("the runner sets it");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "suppress lock-timeout-missing | gives no reason",
                "suppress lock-timeout-missing: | gives no reason",
                "suppress rename-breaks-running-code: old | nothing to suppress",
                "suppress no-such-rule: x | nothing to suppress",
                "ignore everything | not understood"
            })
    void aSuppressionThatDoesNothingIsAFinding(String directive, String message) {
        LintResult result = BENCH.lint("-- lockkeeper:" + directive + "\n" + ADD, 16);
        assertThat(codes(result)).containsExactly("unused-suppression", "lock-timeout-missing");
        assertThat(result.findings().getFirst().message()).contains(message);
        assertThat(result.findings().getFirst().position().line()).isEqualTo(1);
    }

    @Test
    void aSuppressionHoldsForTheStatementBelowOnly() {
        String sql = "-- lockkeeper:suppress lock-timeout-missing: known\n" + ADD
                + "ALTER TABLE users ADD COLUMN note text;\n";
        LintResult result = BENCH.lint(sql, 16);
        assertThat(result.findings().stream().filter(finding -> finding.severity() != Severity.NOTE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.statement()).isEqualTo(2));
        assertThat(result.suppressed()).hasSize(1);
    }

    @Test
    void theUnknownCannotBeSuppressed() {
        LintResult result = BENCH.lint(
                "-- lockkeeper:suppress unmodelled-statement: trust me\nALTER SYSTEM SET work_mem = '1GB';", 16);
        assertThat(codes(result)).containsExactly("unused-suppression", "unmodelled-statement");
        assertThat(result.hasErrors()).isTrue();
    }

    @Test
    void findingsStandInOrderOfPlaceAndAreTheSameEachTime() {
        String sql =
                ADD + "UPDATE users SET country = 'x';\nDROP INDEX orders_created_at;\n" + ADD.replace("note", "b");
        LintResult result = BENCH.lint(sql, 16);
        assertThat(result.findings()).isSortedAccordingTo(Linter.BY_PLACE);
        assertThat(BENCH.lint(sql, 16)).isEqualTo(result);
        assertThat(result.findings())
                .allSatisfy(finding -> assertThat(finding.span().in(sql)).isNotBlank());
    }
}
