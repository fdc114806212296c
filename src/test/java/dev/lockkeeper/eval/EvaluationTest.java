package dev.lockkeeper.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.draft.Provider;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each wire format up to a signature that counts nowhere, and what the signed files do on a server of their own. */
class EvaluationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "OPENAI, varchar-to-text, waits without limit for a lock on orders",
        "ANTHROPIC, column-filled-row-by-row, changes most rows of orders in one transaction",
        "OLLAMA, index, reads all of orders while writes wait",
        "GOOGLE, random-default, writes all of orders anew while nobody can use it"
    })
    void eachProviderEndsInAnApproval(Provider provider, String name, String withoutGate) throws Exception {
        EvalIntent intent = EvalBench.intent(EvalBench.SHOP, name);
        EvalResult result = new EvalBench(folder).naive(EvalBench.SHOP, intent, 16, provider);
        assertThat(result.end()).isEqualTo(EvalIntent.End.APPROVED);
        assertThat(result.approved().orElseThrow().problems()).isEmpty();
        assertThat(result.first().orElseThrow().problems()).anyMatch(problem -> problem.startsWith(withoutGate));
        assertThat(result.rounds()).isEqualTo(1);
        assertThat(result.usage().inputTokens()).isEqualTo(100);
    }
}
