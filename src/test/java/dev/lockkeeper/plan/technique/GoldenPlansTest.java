package dev.lockkeeper.plan.technique;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.PlanOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The plan of each file in {@code techniques/}, word for word. After an intended change remove what stands behind
 * {@code -- plan on} and copy the text of the failure there.
 */
class GoldenPlansTest {
    @TestFactory
    Stream<DynamicTest> plans() {
        return Fixture.all()
                .map(fixture -> DynamicTest.dynamicTest(
                        fixture.name(),
                        () -> assertThat(golden(fixture).strip())
                                .isEqualTo(fixture.golden().strip())));
    }

    /** Neighbouring majors with the same plan share a section. */
    private static String golden(Fixture fixture) throws ContextException {
        StringBuilder text = new StringBuilder();
        List<Integer> same = new ArrayList<>();
        String last = "";
        for (int major : fixture.majors()) {
            Analysis analysis = fixture.analyse(major);
            PlanOutcome outcome = Bench.plan(analysis);
            String plan = PlanText.of(outcome);
            if (!same.isEmpty() && !plan.equals(last)) {
                text.append(section(same, last));
                same.clear();
            }
            same.add(major);
            last = plan;
        }
        return text.append(section(same, last)).toString();
    }

    private static String section(List<Integer> majors, String plan) {
        String range = majors.getFirst() + (majors.size() > 1 ? " to " + majors.getLast() : "");
        return "-- plan on " + range + "\n" + plan;
    }
}
