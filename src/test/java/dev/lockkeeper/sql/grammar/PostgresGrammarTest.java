package dev.lockkeeper.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PostgreSQL's own grammar in the JVM: the module is the pinned one, and hostile text is refused, never half read. */
class PostgresGrammarTest {
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();

    @Test
    void theModuleIsThePinnedOne() throws Exception {
        try (InputStream wasm = PostgresGrammar.class.getResourceAsStream("libpg-query.wasm")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(wasm.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(WasmModuleNames.SHA_256);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT 1; selec 2                             | syntax error at or near "selec" | 10
            ALTER TABLE t ADD COLUMN 😀 int, DROP COLUMNS x | syntax error at or near "x"     | 45
            SELECT 'open                                  | unterminated quoted string at or near "'open" | 7
            """)
    void errorsAreTheServersOwnAndCountCodePoints(String sql, String message, int offset) {
        assertThat(GRAMMAR.parse(sql)).isEqualTo(new GrammarResult.SyntaxError(message, offset));
    }

    @Test
    void aNulWouldEndTheTextUnseen() {
        assertThat(GRAMMAR.parse("SELECT 1; \0 DROP TABLE x")).isInstanceOf(GrammarResult.Refused.class);
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThat(GRAMMAR.parse("SELECT '\uD800'")).isInstanceOf(GrammarResult.Refused.class);
    }

    @Test
    void deepNestingIsAnsweredAndTheNextTextStillParses() {
        assertThat(GRAMMAR.parse("SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000)))
                .isNotInstanceOf(GrammarResult.Parsed.class);
        assertThat(GRAMMAR.parse("SELECT " + "a+".repeat(5_000) + "a")).isInstanceOf(GrammarResult.Refused.class);
        assertThat(GRAMMAR.parse("SELECT " + "a+".repeat(200) + "a")).isInstanceOf(GrammarResult.Parsed.class);
        assertThat(GRAMMAR.parse("SELECT 1")).isInstanceOf(GrammarResult.Parsed.class);
    }

    @Test
    void bodiesAreParsedAndTheirErrorsAreErrors() {
        assertThat(GRAMMAR.plpgsql("DO $$ BEGIN LOOP UPDATE a SET b = 1; COMMIT; END LOOP; END $$"))
                .isInstanceOf(GrammarResult.Parsed.class);
        assertThat(GRAMMAR.plpgsql("DO $$ BEGIN LOOP END $$")).isInstanceOf(GrammarResult.SyntaxError.class);
    }

    @Test
    void severalThreadsGetTheSameTrees() throws Exception {
        List<String> texts = IntStream.range(0, 40)
                .mapToObj(i -> "ALTER TABLE t" + i + " ADD COLUMN c int DEFAULT " + i)
                .toList();
        List<GrammarResult> alone = texts.stream().map(GRAMMAR::parse).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<List<GrammarResult>> all =
                    () -> texts.stream().map(GRAMMAR::parse).toList();
            for (Future<List<GrammarResult>> future : threads.invokeAll(List.of(all, all, all, all))) {
                assertThat(future.get()).isEqualTo(alone);
            }
        }
    }
}
