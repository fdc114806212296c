package dev.lockkeeper.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.draft.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All intents with the naive model: docs/benchmarks/eval.md. The table goes to {@code target/eval.md}. */
@Tag("exam")
class NaiveModelExam {
    @TempDir
    private Path folder;

    @Test
    void nothingGetsThroughThatShouldNot() throws Exception {
        List<EvalResult> results = new ArrayList<>();
        for (EvalSet set : List.of(EvalBench.SHOP, EvalBench.LIBRARY)) {
            for (EvalIntent intent : set.intents()) {
                results.add(new EvalBench(folder).naive(set, intent, 16, Provider.OPENAI));
            }
        }
        EvalTable table = new EvalTable("scripted: naive", results);
        Files.writeString(Path.of("target", "eval.md"), table.markdown());
        Files.writeString(Path.of("target", "eval.json"), table.json());
        assertThat(results).hasSizeGreaterThanOrEqualTo(60).noneMatch(EvalResult::wronglyApproved);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void otherMajors(int major) throws Exception {
        for (String name : List.of("index", "column-filled-row-by-row", "column-with-default")) {
            EvalIntent intent = EvalBench.intent(EvalBench.SHOP, name);
            assertThat(new EvalBench(folder).naive(EvalBench.SHOP, intent, major, Provider.OPENAI))
                    .matches(EvalResult::asWanted, "approved, safe and right");
        }
    }
}
