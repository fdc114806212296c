package dev.lockkeeper.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Technique;
import dev.lockkeeper.rule.Bench;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever in a statement rows are changed, it is seen, and no plan calls the step one that needs no way back. */
class HiddenWritesTest {
    private static final Bench BENCH = new Bench();
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final Planner PLANNER = new Planner(
            ServiceLoader.load(Technique.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList(),
            new Reanalysis(new ScriptReader(GRAMMAR), GRAMMAR));
    private static final List<String> SCHEMA =
            List.of("CREATE VIEW open_orders AS SELECT id, status FROM orders WHERE status = 'open'");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    WITH gone AS (DELETE FROM orders WHERE id = 7 RETURNING id) SELECT id FROM gone                        | orders | orders
                    WITH gone AS (DELETE FROM open_orders RETURNING id) SELECT id FROM gone                                | orders | orders
                    WITH set AS (UPDATE orders SET status = 'x' WHERE id = 7 RETURNING id) SELECT id FROM set              | orders |
                    WITH gone AS (DELETE FROM users RETURNING id) INSERT INTO orders (id) SELECT id FROM gone              | orders, users | users
                    WITH gone AS (DELETE FROM users RETURNING id) UPDATE orders SET status = 'x' WHERE id = 7              | orders, users | users
                    WITH set AS (UPDATE users SET email = 'x' RETURNING id) DELETE FROM orders WHERE id = 7                | orders, users | orders
                    CREATE TABLE moved AS WITH gone AS (DELETE FROM orders RETURNING id) SELECT id FROM gone               | orders | orders
                    WITH gone AS (DELETE FROM orders RETURNING id) SELECT id INTO moved FROM gone                          | orders | orders
                    DELETE FROM open_orders WHERE id = 7                                                                   | orders | orders
                    MERGE INTO orders o USING users u ON o.user_id = u.id WHEN MATCHED THEN DELETE                         | orders | orders
                    MERGE INTO orders o USING users u ON o.user_id = u.id WHEN MATCHED THEN UPDATE SET status = 'x'        | orders |
                    COPY (DELETE FROM orders WHERE id = 7 RETURNING id) TO STDOUT                                          | orders | orders
                    EXPLAIN ANALYZE DELETE FROM orders WHERE id = 7                                                        | orders | orders
                    """)
    void areSeen(String sql, String written, String deleted) {
        Analysis analysis = BENCH.analyse(sql, 16, List.of(), SCHEMA);
        assertThat(tables(analysis, Effect.WritesRows.class)).isEqualTo(written);
        assertThat(tables(analysis, Effect.DestroysData.class)).isEqualTo(deleted == null ? "" : deleted);
        switch (PLANNER.plan(analysis, BENCH.lint(analysis))) {
            case PlanOutcome.NoPlan none -> assertThat(none.reasons()).isNotEmpty();
            case PlanOutcome.Planned(Plan plan) ->
                assertThat(plan.steps()).anyMatch(step -> step.rollback() instanceof Rollback.Irreversible);
        }
    }

    private static String tables(Analysis analysis, Class<? extends Effect> kind) {
        return analysis.statements().stream()
                .flatMap(at -> at.effects().stream())
                .filter(kind::isInstance)
                .map(effect -> switch (effect) {
                    case Effect.WritesRows rows -> rows.table();
                    case Effect.DestroysData data -> data.relation();
                    default -> throw new IllegalArgumentException(effect.toString());
                })
                .map(QualifiedName::display)
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
