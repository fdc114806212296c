package dev.lockkeeper.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What stands in a filled prompt, how much of it, and how long filling takes. */
@Isolated
class PromptBookTest {
    @SuppressWarnings("unused")
    private static final List<String> NAMES = PromptTemplates.NAMES;

    private static final int TABLES = 1_000;

    @TempDir
    private Path folder;

    private static PromptBook large(Path overrides) throws Exception {
        String schema = IntStream.range(0, TABLES)
                .mapToObj(i -> "CREATE TABLE t" + i + " (id bigint PRIMARY KEY, "
                        + IntStream.range(0, 20)
                                .mapToObj(c -> "column_" + c + " varchar(40) DEFAULT 'x" + c + "'")
                                .collect(Collectors.joining(", "))
                        + (i == 0 ? "" : ", parent bigint REFERENCES t0 (id)") + ");\nCREATE INDEX t" + i
                        + "_column_1_idx ON t" + i + " (column_1);\n")
                .collect(Collectors.joining());
        Catalog catalog = Catalog.empty();
        if (new ScriptReader(new PostgresGrammar()).read("schema.sql", schema)
                instanceof ScriptOutcome.Read(var script)) {
            for (ScriptStatement statement : script.statements()) {
                catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
            }
        }
        assertThat(catalog.tables()).hasSize(TABLES);
        ProductionContext context = ContextReader.read("production.json", """
                {"postgres_version": "16", "tables": {"t0": {"rows": 40000000, "heap_bytes": 8000000000}},
                 "deployment": {"style": "rolling", "invariants": [
                   {"table": "t0", "column": "column_3", "rule": "new ones are pending", "default_value": "'pending'"}]}}
                """.getBytes(StandardCharsets.UTF_8));
        return new PromptBook(
                new PromptTemplates(overrides),
                new PromptBook.Database(
                        catalog,
                        context,
                        PgVersion.of(16),
                        List.of("Is there a way back?"),
                        List.of("SET lock_timeout = '2s';", "SET lock_timeout = '1s';", "SET lock_timeout = '3s';"),
                        true),
                PromptBook.BUDGET);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void aThousandTablesFitIntoTheBudget(String name) throws Exception {
        PromptBook book = large(folder);
        String wish = "make column_3 of t0 NOT NULL with an index; touch "
                + IntStream.range(1, TABLES).mapToObj(i -> "t" + i).collect(Collectors.joining(" "));
        PromptInputs inputs = PromptInputs.intent(wish);
        String prompt = book.fill(name, inputs, List.of());
        int without = Tokens.count(wish)
                + Tokens.count(new PromptTemplates(folder).card(name).body());
        assertThat(Tokens.count(prompt) - without).isLessThan(PromptBook.BUDGET + 400);
        assertThat(prompt).contains("40.0 million rows", "more lines left out", "new ones are pending");
    }

    @Test
    void fillingIsQuick() throws Exception {
        PromptBook book = large(folder);
        Duration best = Duration.ofDays(1);
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            book.fill(PromptTemplates.DRAFT, PromptInputs.intent("add an index to t0"), List.of());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            best = took.compareTo(best) < 0 ? took : best;
        }
        assertThat(best).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void onlyWhatMattersStandsInIt() throws Exception {
        String prompt = large(folder)
                .fill(PromptTemplates.DRAFT, PromptInputs.intent("create an index on t7, set it NOT NULL"), List.of());
        assertThat(prompt)
                .contains("- Table \"t7\"", "- Neighbour \"t0\": 40.0 million rows", "\"column_19\"")
                .doesNotContain("\"t8\"", "more lines left out")
                .contains("TABLE_COLUMNS_idx", "set lock_timeout (3 of the last 3 migrations)")
                .contains("create-index-blocks-writes");
    }

    @Test
    void aRepositoryReplacesAPromptAndIsToldWhatIsWrongWithIt() throws Exception {
        String front = "---\nname: rollback\nversion: 1\npurpose: ours\ninputs: [intent]\noutput: text\n---\n";
        Path own = folder.resolve("rollback.md");
        Files.writeString(own, front + "Ours: {{intent}}");
        PromptBook book = large(folder);
        assertThat(book.fill("rollback", PromptInputs.intent("{{facts}} back"), List.of()))
                .isEqualTo("Ours: {{facts}} back");
        Files.writeString(own, front + "{{facts}}");
        assertThatThrownBy(() -> book.fill("rollback", PromptInputs.intent("x"), List.of()))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("rollback.md")
                .hasMessageContaining("{{facts}}");
        Files.writeString(own, front.replace("[intent]", "[secrets]"));
        assertThatThrownBy(() -> book.fill("rollback", PromptInputs.intent("x"), List.of()))
                .hasMessageContaining("secrets");
        assertThatThrownBy(() -> book.fill("../../etc/passwd", PromptInputs.intent("x"), List.of()))
                .isInstanceOf(PromptException.class);
    }
}
