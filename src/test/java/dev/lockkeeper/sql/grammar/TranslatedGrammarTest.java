package dev.lockkeeper.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The build's translation of the grammar says the same as the module on an interpreter, byte for byte. */
class TranslatedGrammarTest {
    /** The interpreter is slow: scanner and fingerprint see the first texts, and every fourth of the others. */
    private static final int ALL_FUNCTIONS = 80;

    private static final GrammarCode CODE = TranslatedCode.load();
    private static final FirstMemory MEMORY = FirstMemory.read(CODE.moduleSha256());

    @Test
    void codeAndDataComeFromThePinnedModule() {
        assertThat(CODE.moduleSha256()).isEqualTo(WasmModuleNames.SHA_256);
        assertThatThrownBy(() -> FirstMemory.read("another"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("different modules");
    }

    @Test
    void everyAnswerIsThatOfTheInterpreter() {
        List<String> texts = GrammarTexts.all();
        assertThat(texts).hasSizeGreaterThan(200);
        onDeepStack(() -> {
            GrammarInstance translated = instance();
            ReferenceGrammar reference = new ReferenceGrammar();
            for (int i = 0; i < texts.size(); i++) {
                String sql = texts.get(i);
                assertThat(parse(translated, sql)).as("parse %s", sql).isEqualTo(reference.parse(sql));
                if (i < ALL_FUNCTIONS || i % 4 == 0) {
                    assertThat(translated.scan(sql, GrammarInstance::text))
                            .as("scan %s", sql)
                            .isEqualTo(reference.text("scan", sql));
                    assertThat(translated.fingerprint(sql, GrammarInstance::text))
                            .as("fingerprint %s", sql)
                            .isEqualTo(reference.text("fingerprint", sql));
                }
            }
            String exhausted = "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000);
            assertThat(parse(translated, exhausted))
                    .contains("memory exhausted")
                    .isEqualTo(reference.parse(exhausted));
            for (String body : GrammarTexts.bodies()) {
                assertThat(translated.plpgsql(body, GrammarInstance::text))
                        .as("plpgsql %s", body)
                        .isEqualTo(reference.text("plpgsql", body));
            }
            return texts;
        });
    }

    @Test
    void anInstanceDoesNotRememberWhatItHasRead() {
        onDeepStack(() -> {
            GrammarInstance used = instance();
            for (String sql : GrammarTexts.all()) {
                parse(used, sql);
            }
            for (String sql : List.of("SELECT 1", "selec 1", "ALTER TABLE t ADD COLUMN c int")) {
                assertThat(parse(used, sql)).isEqualTo(parse(instance(), sql));
            }
            return used;
        });
    }

    @Test
    void instancesOnSeveralThreadsDoNotMeet() throws Exception {
        List<String> texts =
                GrammarTexts.all().stream().filter(sql -> sql.length() < 500).toList();
        Callable<List<String>> all = () -> {
            GrammarInstance own = instance();
            List<String> answers = new ArrayList<>();
            texts.forEach(sql -> {
                answers.add(parse(own, sql));
                answers.add(own.scan(sql, GrammarInstance::text));
            });
            return answers;
        };
        List<String> alone = all.call();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<List<String>> future : threads.invokeAll(List.of(all, all, all, all))) {
                assertThat(future.get()).isEqualTo(alone);
            }
        }
    }

    @Test
    void everyTreeThatIsReadFitsTheStack() {
        // Jackson reads 1,000 levels: two for each operator, some for the rest of the statement.
        PostgresGrammar grammar = new PostgresGrammar();
        assertThat(grammar.parse("SELECT " + "a+".repeat(490) + "a")).isInstanceOf(GrammarResult.Parsed.class);
        assertThat(grammar.parse("SELECT " + "NOT ".repeat(240) + "a")).isInstanceOf(GrammarResult.Parsed.class);
    }

    @Test
    void aStackThatWouldRunIntoTheDataIsATrap() {
        onDeepStack(() -> {
            assertThatThrownBy(() -> parse(instance(), "SELECT " + "a+".repeat(60_000) + "a"))
                    .isInstanceOfAny(GrammarTrap.class, StackOverflowError.class);
            return "";
        });
        assertThat(new PostgresGrammar().parse("SELECT " + "a+".repeat(60_000) + "a"))
                .isEqualTo(new GrammarResult.Refused("the parser stopped: the text is nested too deeply"));
    }

    @Test
    void moreThanTheMemoryLimitIsNotGiven() {
        WasmMemory memory = MEMORY.copy();
        CODE.constructors(memory);
        assertThat(CODE.malloc(Integer.MAX_VALUE, memory)).isZero();
        assertThat(CODE.malloc(1000, memory)).isPositive();
    }

    @Test
    void aCallOnAShallowStackIsRepeatedOnADeepOne() {
        PostgresGrammar grammar = new PostgresGrammar();
        String deep = "SELECT " + "a+".repeat(400) + "a";
        GrammarResult answer = on(64 << 10, () -> grammar.parse(deep));
        assertThat(answer).isEqualTo(grammar.parse(deep)).isInstanceOf(GrammarResult.Parsed.class);
    }

    private static GrammarInstance instance() {
        return new GrammarInstance(CODE, MEMORY.copy());
    }

    private static String parse(GrammarInstance instance, String sql) {
        GrammarInstance.RawParse<String> parsed = instance.parse(sql, GrammarInstance::text);
        return parsed.json().orElseGet(() -> "error at " + parsed.cursor() + ": " + parsed.message());
    }

    private static <T> T onDeepStack(Callable<T> work) {
        return on(256 << 20, work);
    }

    private static <T> T on(long stack, Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        new Thread(
                        null,
                        () -> {
                            try {
                                answer.complete(work.call());
                            } catch (Throwable e) {
                                answer.completeExceptionally(e);
                            }
                        },
                        "grammar-test",
                        stack)
                .start();
        return answer.join();
    }
}
