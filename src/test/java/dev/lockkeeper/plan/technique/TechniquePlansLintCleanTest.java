package dev.lockkeeper.plan.technique;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.PhaseFiles;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Laws 2 and 7 for each file in {@code techniques/}: it is hazardous, and its plan has no finding above a note, or asks a person. */
class TechniquePlansLintCleanTest {
    @TestFactory
    Stream<DynamicTest> plans() {
        return Fixture.all()
                .flatMap(fixture -> Stream.of(12, 14, 18)
                        .filter(fixture.majors()::contains)
                        .map(major -> DynamicTest.dynamicTest(
                                major + ": " + fixture.name(), () -> lintsClean(fixture, major))));
    }

    private static void lintsClean(Fixture fixture, int major) throws Exception {
        Analysis analysis = fixture.analyse(major);
        assertThat(Bench.lint(analysis).clean())
                .as("the migration is hazardous")
                .isFalse();
        Plan plan = ((PlanOutcome.Planned) Bench.plan(analysis)).plan();
        if (plan.steps().allMatch(Step::online)) {
            // What is dropped or lost for good is asked of usage evidence and of a person.
            int last = (int) plan.phases().stream()
                    .takeWhile(phase -> phase.kind() != Phase.Kind.CONTRACT && !phase.irreversible())
                    .count();
            assertThat(serious(
                            new PhaseFiles("review", "migration.sql")
                                    .of(plan, fixture.migration()).stream()
                                            .filter(file -> !file.rollback() && file.phase() <= last)
                                            .toList(),
                            analysis))
                    .isEmpty();
        }
    }

    /** Files are judged in order, each in the schema that the one before it leaves. */
    private static List<String> serious(List<PlanFile> files, Analysis analysis) {
        List<String> serious = new ArrayList<>();
        Catalog catalog = analysis.start();
        for (PlanFile file : files) {
            Analysis own = Analyzer.analyze(
                    ((ScriptOutcome.Read) Bench.READER.read(file.path(), file.text())).script(),
                    catalog,
                    analysis.context(),
                    analysis.version(),
                    Framework.PLAIN,
                    true);
            for (Finding finding : Bench.lint(own).findings()) {
                if (finding.severity() != Severity.NOTE) {
                    serious.add(file.path() + ":" + finding.position().line() + " " + finding.code() + " "
                            + finding.message());
                }
            }
            catalog = own.end();
        }
        return serious;
    }
}
