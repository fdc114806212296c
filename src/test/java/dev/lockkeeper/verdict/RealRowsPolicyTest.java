package dev.lockkeeper.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.checklist.ChecklistResult;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.DryRunOutcome;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.QueryComparison;
import dev.lockkeeper.dryrun.RealRows;
import dev.lockkeeper.dryrun.RollbackProof;
import dev.lockkeeper.dryrun.Run;
import dev.lockkeeper.dryrun.SqlFailure;
import dev.lockkeeper.dryrun.StatementRun;
import dev.lockkeeper.dryrun.backup.Mask;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.verdict.Verdict.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** When rows of a backup or clone answer whether a step fails on production's, and when a person is asked. */
class RealRowsPolicyTest {
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");
    private static final String SET_NOT_NULL = "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL";
    private static final String CHECK = "ALTER TABLE orders ADD CONSTRAINT few CHECK (qty > 0)";
    private static final Optional<Duration> FRESH = Optional.of(Duration.ofHours(20));
    /** Of 40 million in the context. */
    private static final long WHOLE = 39_000_000;

    private record Row(
            String name,
            String migration,
            Optional<Duration> age,
            long rows,
            Map<String, Mask> masks,
            boolean failed,
            boolean asks,
            boolean stale) {}

    @TestFactory
    Stream<DynamicTest> rowsOfProductionAnswer() {
        return Stream.of(
                        new Row("fresh and whole", SET_NOT_NULL, FRESH, WHOLE, Map.of(), false, false, false),
                        new Row("a CHECK, fresh and whole", CHECK, FRESH, WHOLE, Map.of(), false, false, false),
                        new Row(
                                "too old",
                                SET_NOT_NULL,
                                Optional.of(Duration.ofDays(8)),
                                WHOLE,
                                Map.of(),
                                false,
                                true,
                                true),
                        new Row("of unknown age", SET_NOT_NULL, Optional.empty(), WHOLE, Map.of(), false, true, true),
                        new Row(
                                "from the future",
                                SET_NOT_NULL,
                                Optional.of(Duration.ofDays(-2)),
                                WHOLE,
                                Map.of(),
                                false,
                                true,
                                true),
                        new Row("a quarter of the table", SET_NOT_NULL, FRESH, WHOLE / 4, Map.of(), false, true, false),
                        new Row("an empty table", SET_NOT_NULL, FRESH, 0, Map.of(), false, true, false),
                        new Row("the plan failed", SET_NOT_NULL, FRESH, WHOLE, Map.of(), true, true, false),
                        new Row(
                                "masked with NULLs kept",
                                SET_NOT_NULL,
                                FRESH,
                                WHOLE,
                                Map.of("qty", new Mask.Fixed("1")),
                                false,
                                false,
                                false),
                        new Row(
                                "masked to NULL",
                                SET_NOT_NULL,
                                FRESH,
                                WHOLE,
                                Map.of("qty", new Mask.ToNull()),
                                false,
                                true,
                                false),
                        new Row(
                                "another column masked",
                                CHECK,
                                FRESH,
                                WHOLE,
                                Map.of("note", new Mask.Hash()),
                                false,
                                false,
                                false),
                        new Row(
                                "a CHECK on a masked column",
                                CHECK,
                                FRESH,
                                WHOLE,
                                Map.of("qty", new Mask.Fixed("1")),
                                false,
                                true,
                                false))
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> judged(row)));
    }

    private static void judged(Row row) throws Exception {
        Analysis analysis = Bench.analyse(16, row.migration());
        RealRows rows = new RealRows(
                RealRows.Kind.BACKUP,
                "shop.dump",
                Optional.of(Instant.EPOCH),
                "as given",
                row.age(),
                Map.of(ORDERS, row.rows()),
                row.masks().isEmpty() ? Map.of() : Map.of(ORDERS, row.masks()));
        Evidence evidence = new Evidence(
                "16.15",
                "test",
                List.of(),
                Map.of(),
                new Run(List.of(), Optional.empty()),
                new Run(
                        List.of(new StatementRun(
                                "1",
                                "SELECT 1",
                                1,
                                1,
                                0,
                                OptionalLong.empty(),
                                0,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of())),
                        row.failed()
                                ? Optional.of(new SqlFailure("1", "ALTER", "23502", "column contains null values"))
                                : Optional.empty()),
                new RollbackProof(List.of(), List.of()),
                Optional.of(true),
                List.of(),
                List.of(),
                ForecastEvidence.NONE,
                Optional.empty(),
                QueryComparison.NONE,
                List.of(),
                Optional.of(rows),
                List.of());
        Verdict verdict = new Policy(PolicySettings.DEFAULTS)
                .decide(new Case(
                        analysis,
                        Bench.lint(analysis),
                        Bench.plan(analysis),
                        Map.of(),
                        new DryRunOutcome.Ran(evidence),
                        new ChecklistResult("test", List.of()),
                        List.of()));
        List<String> questions = ((Verdict.NeedsDecision) verdict)
                .decisions().stream().map(Decision::question).toList();
        assertThat(questions.stream().anyMatch(question -> question.endsWith("Do they exist?")))
                .as(questions.toString())
                .isEqualTo(row.asks());
        assertThat(questions.stream().anyMatch(question -> question.contains("Accept such old rows?")))
                .isEqualTo(row.stale());
    }
}
