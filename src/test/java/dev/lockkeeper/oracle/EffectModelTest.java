package dev.lockkeeper.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.effect.MeasuredForm;
import dev.lockkeeper.effect.MeasuredForms;
import dev.lockkeeper.effect.MeasuredLocks;
import dev.lockkeeper.effect.Measurement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the effect model says of each form is what was measured, on all seven majors; {@link Comparison} has the rules.
 * Forms that the model does not get right yet are named in {@code known-differences.txt}: a new difference fails, and
 * so does a name that is no longer needed. Every difference is written to {@code target/effect-differences.txt}.
 */
class EffectModelTest {
    private static final List<Integer> MAJORS = List.of(12, 13, 14, 15, 16, 17, 18);

    @Test
    void predictedIsMeasured() throws Exception {
        Map<String, Map<String, List<Integer>>> differences = differences();
        String text = differences.entrySet().stream()
                .map(form -> form.getKey()
                        + '\n'
                        + form.getValue().entrySet().stream()
                                .map(one -> "    " + one.getValue() + ' ' + one.getKey() + '\n')
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/effect-differences.txt"), text);
        Set<String> known = known();
        Set<String> fresh = new LinkedHashSet<>(differences.keySet());
        fresh.removeAll(known);
        assertThat(fresh)
                .as("forms that the model gets wrong: see target/effect-differences.txt")
                .isEmpty();
        Set<String> stale = new TreeSet<>(known);
        stale.removeAll(differences.keySet());
        assertThat(stale)
                .as("lines of known-differences.txt that are no longer needed")
                .isEmpty();
    }

    @Test
    void thereAreAtLeast350Forms() {
        assertThat(MeasuredForms.all()).hasSizeGreaterThan(350);
        assertThat(MeasuredForms.all().stream().map(MeasuredForm::key)).doesNotHaveDuplicates();
    }

    /** Form, then difference, then the majors that show it. */
    private static Map<String, Map<String, List<Integer>>> differences() throws Exception {
        Forms forms = new Forms();
        Map<String, Map<String, List<Integer>>> all = new LinkedHashMap<>();
        for (int major : MAJORS) {
            MeasuredLocks table = MeasuredLocks.of(major).orElseThrow();
            for (MeasuredForm form : MeasuredForms.all()) {
                if (!form.on(major)) {
                    continue;
                }
                List<String> found = table.of(form)
                        .map(measured -> compared(forms, form, major, measured))
                        .orElse(List.of("not measured"));
                for (String difference : found) {
                    all.computeIfAbsent(form.key(), key -> new LinkedHashMap<>())
                            .merge(difference, List.of(major), EffectModelTest::joined);
                }
            }
        }
        return all;
    }

    private static List<Integer> joined(List<Integer> before, List<Integer> more) {
        return java.util.stream.Stream.concat(before.stream(), more.stream()).toList();
    }

    private static List<String> compared(Forms forms, MeasuredForm form, int major, Measurement measured) {
        return new Comparison(forms.catalog(form), measured, forms.analyse(form, major)).differences();
    }

    private static Set<String> known() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(EffectModelTest.class.getResourceAsStream("known-differences.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
