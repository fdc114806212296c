package dev.lockkeeper.plan.technique;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The laws on real servers for each file in {@code techniques/}: the plan ends in the schema of the migration, what it
 * locks, rewrites and scans was predicted, and each prefix of phases can be taken back and run again.
 */
class TechniqueLawsTest {
    @TestFactory
    Stream<DynamicTest> lawsHold() {
        List<Fixture> fixtures = Fixture.all().toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < fixtures.size(); i++) {
            Fixture fixture = fixtures.get(i);
            for (int major : Bench.spread(i)) {
                if (fixture.majors().contains(major)) {
                    tests.add(DynamicTest.dynamicTest(major + ": " + fixture.name(), () -> hold(fixture, major)));
                }
            }
        }
        return tests.stream();
    }

    private static void hold(Fixture fixture, int major) throws Exception {
        Analysis analysis = fixture.analyse(major);
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        Evidence evidence = Bench.run(fixture.schema(), analysis, plan);
        assertThat(evidence.original().failure()).as("original").isEmpty();
        assertThat(evidence.plan().failure()).as("plan").isEmpty();
        assertThat(evidence.original().unpredicted())
                .as("original, unpredicted")
                .isEmpty();
        assertThat(evidence.plan().unpredicted()).as("plan, unpredicted").isEmpty();
        assertThat(evidence.schemaDifferences()).as("schema after the plan").isEmpty();
        assertThat(evidence.schemaEqual()).hasValue(true);
        // Made-up rows do not satisfy the CHECK of this one table, which therefore stays empty.
        assertThat(evidence.notChecked()).allMatch(gap -> gap.startsWith("no rows in events_late "));
        assertThat(evidence.rollback().prefixes())
                .hasSize(plan.reversiblePrefix().size())
                .allSatisfy(prefix -> assertThat(prefix.differences())
                        .as("rollback of " + prefix.phase())
                        .isEmpty());
        assertThat(evidence.rollback().repeats())
                .hasSize(plan.phases().size())
                .allSatisfy(repeat ->
                        assertThat(repeat.harmless()).as(repeat.sentence()).isTrue());
    }
}
