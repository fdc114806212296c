package dev.lockkeeper.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer writes, the reader reads: same facts, same order, nothing lost, nothing made up. */
class ContextWriterTest {
    private static ProductionContext read(byte[] bytes) throws ContextException {
        return ContextReader.read("written.json", bytes);
    }

    private static void comesBack(ProductionContext context) throws ContextException {
        byte[] written = ContextWriter.write(context);
        ProductionContext again = read(written);
        assertThat(again)
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .ignoringFields("digest")
                .isEqualTo(context);
        assertThat(List.copyOf(again.tables().keySet()))
                .isEqualTo(List.copyOf(context.tables().keySet()));
        assertThat(ContextWriter.write(again)).as("the same bytes again").isEqualTo(written);
    }

    @Test
    void aFileThatSaysEverythingComesBackWhole() throws Exception {
        byte[] all = ContextWriterTest.class
                .getResourceAsStream("/context/everything.json")
                .readAllBytes();
        comesBack(read(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"context.json", "context-pg12-report-running.json", "context-pg10.json"})
    void theExamplesComeBackWhole(String file) throws Exception {
        comesBack(ContextReader.read(
                ContextSchemaTest.REPOSITORY.resolve("examples/shop").resolve(file)));
    }

    /** Each line: what a server may be called, or say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"postgres_version\": \"16\"}",
                "{\"postgres_version\": \"16\", \"server\": {}}",
                "{\"postgres_version\": \"16\", \"server\": {\"role_settings\": {\"app\": {}}}}",
                "{\"postgres_version\": \"16\", \"tables\": {\"z\": {}, \"a\": {\"dependants\": {\"id\": []}}}}",
                "{\"postgres_version\": \"16\", \"tables\": {\"\\\"a.b\\\".\\\"c\\\"\\\"d\\\"\": {\"rows\": -1}, \"public\": {}}}",
                "{\"postgres_version\": \"16\", \"sessions\": [{\"query\": \"\", \"duration_millis\": 0, \"state\": \"idle\"}]}",
                "{\"postgres_version\": \"16\", \"schema\": \"\"}",
                "{\"postgres_version\": \"16\", \"settings\": {\"a\\u202eb\": \"\\u0000\\u0085\\ud800\"}}",
                "{\"postgres_version\": \"16\", \"tables\": {\"t\": {\"rows\": 9223372036854775807, \"reads_per_second\": 1e-300}}}"
            })
    void rowsOfTheTableComeBackWhole(String json) throws ContextException {
        comesBack(read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatAPersonCannotSeeIsWrittenAsAnEscape() throws ContextException {
        ProductionContext context =
                read("{\"postgres_version\":\"16\",\"not_captured\":[\"a\\u202e\\u200b\\u001b[31m\"]}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(new String(ContextWriter.write(context), StandardCharsets.UTF_8))
                .contains("a\\u202e\\u200b\\u001B[31m")
                .doesNotContain("\u202e", "\u200b", "\u001b");
    }

    @Test
    void twoSpellingsOfOneTableAreRefusedAndNotWritten() {
        Map<QualifiedName, TableFacts> twice = new LinkedHashMap<>();
        twice.put(QualifiedName.of("orders"), table(1, "a"));
        twice.put(QualifiedName.of("public", "orders"), table(2, "a"));
        assertThatThrownBy(() -> ContextWriter.write(context("16", twice)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orders");
    }

    @Property(tries = 200)
    void anyNamesAndNumbersComeBack(@ForAll("contexts") ProductionContext context) throws Exception {
        comesBack(context);
        assertThat(violations(ContextWriter.write(context))).isEmpty();
    }

    private static List<String> violations(byte[] json) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(ContextSchemaTest.SCHEMA))
                .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    @Provide
    Arbitrary<ProductionContext> contexts() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("ab.\"'\\/ \n\r\t{}[]:,é漢😀\u202e\u0085\ufeff")
                .ofMinLength(1)
                .ofMaxLength(8);
        Arbitrary<QualifiedName> names = texts.flatMap(schema -> texts.map(name -> QualifiedName.of(schema, name)));
        return names.list()
                .ofMaxSize(4)
                .uniqueElements()
                .flatMap(tables -> Arbitraries.longs()
                        .between(-1, Long.MAX_VALUE)
                        .flatMap(rows -> texts.map(text -> {
                            Map<QualifiedName, TableFacts> facts = new LinkedHashMap<>();
                            tables.forEach(name -> facts.put(name, table(rows, text)));
                            return context("16.2 (Debian)", facts);
                        })));
    }

    private static TableFacts table(long rows, String text) {
        return new TableFacts(
                OptionalLong.of(rows),
                OptionalLong.empty(),
                OptionalLong.of(0),
                OptionalLong.empty(),
                OptionalDouble.of(-rows / 3.0),
                OptionalDouble.empty(),
                OptionalDouble.of(Double.MIN_VALUE),
                OptionalDouble.of(1 / 3.0),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(Instant.ofEpochSecond(rows % 4_000_000_000L, 123_456_000)),
                Map.of(
                        text,
                        new ColumnFacts(
                                OptionalDouble.of(0),
                                OptionalDouble.of(-0.25),
                                OptionalInt.of(4),
                                OptionalDouble.empty(),
                                List.of(text, ""),
                                List.of(0.1, 0.2),
                                List.of())),
                Map.of(text, 0L),
                Map.of(text, List.of(text)),
                Optional.empty());
    }

    private static ProductionContext context(String version, Map<QualifiedName, TableFacts> tables) {
        ProductionContext none = ProductionContext.none(dev.lockkeeper.pg.PgVersion.parse(version));
        return new ProductionContext(
                none.version(),
                none.capturedAt(),
                none.capturedHour(),
                none.sampleSeconds(),
                none.database(),
                none.settings(),
                tables,
                none.workload(),
                none.usageCoverage(),
                none.sessions(),
                none.connections(),
                none.deployment(),
                none.server(),
                none.notCaptured(),
                none.schema(),
                Optional.of("a folder/" + tables.size() + ".sql"),
                "digest");
    }
}
