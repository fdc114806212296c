package dev.lockkeeper.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.effect.MeasuredForm;
import dev.lockkeeper.effect.MeasuredForms;
import dev.lockkeeper.effect.MeasuredLocks;
import dev.lockkeeper.effect.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the effect model says of each form is what was measured, on all seven majors; {@link Comparison} has the rules. */
class EffectModelTest {
    private static final Forms FORMS = new Forms();

    @TestFactory
    Stream<DynamicTest> predictedIsMeasured() {
        return IntStream.rangeClosed(12, 18)
                .mapToObj(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> check(major)));
    }

    @Test
    void thereAreAtLeast350Forms() {
        assertThat(MeasuredForms.all()).hasSizeGreaterThan(350);
        assertThat(MeasuredForms.all().stream().map(MeasuredForm::key)).doesNotHaveDuplicates();
    }

    private static void check(int major) throws Exception {
        MeasuredLocks table = MeasuredLocks.of(major).orElseThrow();
        List<String> differences = new ArrayList<>();
        for (MeasuredForm form : MeasuredForms.all()) {
            if (!form.on(major)) {
                continue;
            }
            Optional<Measurement> measured = table.of(form);
            if (measured.isEmpty()) {
                differences.add("not measured: " + form.key());
                continue;
            }
            new Comparison(FORMS.catalog(form), measured.get(), FORMS.analyse(form, major))
                    .differences()
                    .forEach(difference -> differences.add(form.section() + ": " + form.statement() + "\n    " + difference));
        }
        assertThat(differences).as("differences").isEmpty();
    }
}
