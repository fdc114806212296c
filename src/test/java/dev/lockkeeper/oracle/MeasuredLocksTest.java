package dev.lockkeeper.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.UnsealedServer;
import dev.lockkeeper.effect.MeasuredForm;
import dev.lockkeeper.effect.MeasuredForms;
import dev.lockkeeper.effect.MeasuredLocks;
import dev.lockkeeper.effect.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Measures every form again on the majors of {@code LOCKKEEPER_MAJORS} and holds it against the table in the engine.
 * With {@code LOCKKEEPER_MEASURE=write} it writes that table instead (docs/measured-locks.md).
 */
class MeasuredLocksTest {
    private static final String HEADER =
            "# Measured on PostgreSQL %d by MeasuredLocksTest (docs/measured-locks.md); do not edit.\n"
                    + "# section, statement, outcome, locks, new files, full scans, indexes built\n";

    @TestFactory
    Stream<DynamicTest> measuredAgainIsTheSame() {
        boolean write = "write".equals(System.getenv("LOCKKEEPER_MEASURE"));
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> {
                    Map<MeasuredForm, Measurement> now = measure(major);
                    if (write) {
                        write(major, now);
                    } else {
                        compare(major, now);
                    }
                }));
    }

    private static Map<MeasuredForm, Measurement> measure(int major) throws Exception {
        List<MeasuredForm> forms =
                MeasuredForms.all().stream().filter(form -> form.on(major)).toList();
        try (UnsealedServer server = UnsealedServer.start(major);
                LockMeter meter = new LockMeter(server)) {
            return meter.measure(forms);
        }
    }

    private static void compare(int major, Map<MeasuredForm, Measurement> now) {
        MeasuredLocks table = MeasuredLocks.of(major).orElseThrow();
        List<String> differences = new ArrayList<>();
        now.forEach((form, measured) -> {
            Optional<String> line = table.of(form).map(Measurement::line);
            if (!line.equals(Optional.of(measured.line()))) {
                differences.add(form.section() + ": " + form.statement() + "\n  table    " + line.orElse("nothing")
                        + "\n  measured " + measured.line());
            }
        });
        assertThat(differences).isEmpty();
        assertThat(table.size()).as("no line without a form").isEqualTo(now.size());
    }

    private static void write(int major, Map<MeasuredForm, Measurement> now) throws Exception {
        Path file = Path.of("main/resources/dev/lockkeeper/effect/measured/locks-" + major + ".tsv");
        String text = now.entrySet().stream()
                .map(entry -> entry.getKey().key() + '\t' + entry.getValue().line() + '\n')
                .collect(Collectors.joining("", String.format(HEADER, major), ""));
        Path temporary = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
