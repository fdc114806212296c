package dev.lockkeeper.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.draft.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of intents as people write them, and the table that comes out. */
class EvalReaderTest {
    private static final Trial GOOD = new Trial(List.of(), List.of(), List.of());
    private static final Trial BAD = new Trial(List.of("loses | rows"), List.of(), List.of());
    private static final Trial IMPATIENT = new Trial(List.of(), List.of(), List.of("waits"));

    @TempDir
    private Path folder;

    @Test
    void theShippedSetsHaveSixtyIntentsThatDiffer() {
        Set<String> wishes = new HashSet<>();
        for (EvalSet set : List.of(EvalBench.SHOP, EvalBench.LIBRARY)) {
            assertThat(Files.isRegularFile(set.context())).isTrue();
            set.intents().forEach(intent -> {
                assertThat(intent.naive()).as(intent.name()).isNotBlank();
                wishes.add(intent.intent());
            });
        }
        assertThat(wishes).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "intents: []|context is missing",
                "{context: c, intents: [{name: a, intent: x, ends: approved}]}|a checks nothing",
                "{context: c, intents: [{name: a, intent: x, ends: maybe}]}|mine.yaml:1",
                "{context: c, intents: [{name: a, intent: x}]}|how a good run ends",
                "{context: c, speed: 3}|speed",
                "{context: c, intents: [{name: a, intent: x, ends: question}, {name: a, intent: y, ends:"
                        + " question}]}|two intents",
            })
    void whatIsWrongIsNamed(String yaml, String named) throws Exception {
        Path file = Files.writeString(folder.resolve("mine.yaml"), yaml);
        assertThatThrownBy(() -> EvalReader.read(file))
                .isInstanceOf(EvalException.class)
                .hasMessageContaining("mine.yaml")
                .hasMessageContaining(named);
    }

    private static EvalResult result(EvalIntent.End wanted, EvalIntent.End end, Trial approved, Trial first) {
        EvalIntent intent = new EvalIntent(
                "one",
                "wish",
                List.of(),
                wanted,
                "",
                List.of("SELECT true"),
                List.of(),
                List.of(),
                List.of(),
                "SELECT 1");
        return new EvalResult(
                "set",
                intent,
                end,
                1,
                new Usage(1, 100, 20),
                end == EvalIntent.End.APPROVED ? Optional.of(approved) : Optional.empty(),
                Optional.of(first),
                List.of("because <b>"));
    }

    @Test
    void theTableCountsWhatGotThrough() {
        EvalIntent.End yes = EvalIntent.End.APPROVED;
        EvalIntent.End no = EvalIntent.End.REJECTED;
        EvalTable clean = new EvalTable(
                "m|x",
                List.of(result(yes, yes, GOOD, IMPATIENT), result(yes, no, GOOD, GOOD), result(no, no, GOOD, BAD)));
        assertThat(clean.wronglyApproved()).isFalse();
        assertThat(clean.markdown())
                .contains("Model: m\\|x", "(of 2 that can be) | 1 (50 %) | 1 (50 %) | 2 (100 %) |")
                .contains("| got through and should not | 0 | 2 | 1 |", "loses \\| rows", "because &lt;b>")
                .contains("3 rounds, 3 calls, 300 tokens in, 60 out");
        assertThat(clean.json()).contains("\"wrongly_approved\" : 0", "\"approved_and_safe\" : 1");
        assertThat(new EvalTable("m", List.of(result(yes, yes, BAD, GOOD))).wronglyApproved())
                .isTrue();
        assertThat(new EvalTable("m", List.of(result(yes, yes, IMPATIENT, GOOD))).wronglyApproved())
                .isTrue();
        assertThat(new EvalTable("m", List.of(result(no, yes, GOOD, GOOD))).wronglyApproved())
                .isTrue();
    }
}
