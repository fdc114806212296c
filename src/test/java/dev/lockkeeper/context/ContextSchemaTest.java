package dev.lockkeeper.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the records say the same, key by key and type by type. */
class ContextSchemaTest {
    static final Path REPOSITORY = repository();
    static final Path SCHEMA = REPOSITORY.resolve("docs/schemas/context.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Surefire runs in the module's folder. */
    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve("docs/schemas")))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> violations(String json) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void schemaAndRecordsAgreeOneToOne() throws IOException {
        JsonNode schema = JSON.readTree(SCHEMA.toFile());
        Map<String, String> published = new TreeMap<>();
        flatten(schema, schema, "", published);
        Map<String, String> read = new TreeMap<>();
        record(ContextDocument.class, "", read);
        assertThat(published).isEqualTo(read);
    }

    private static void flatten(JsonNode root, JsonNode node, String at, Map<String, String> into) {
        if (node.has("$ref")) {
            flatten(root, root.at(node.get("$ref").asText().substring(1)), at, into);
        } else if (node.has("properties")) {
            assertThat(node.path("additionalProperties").isBoolean())
                    .as(at + " refuses unknown keys")
                    .isTrue();
            assertThat(node.get("additionalProperties").asBoolean()).as(at).isFalse();
            into.put(
                    at,
                    "object requires "
                            + StreamSupport.stream(node.path("required").spliterator(), false)
                                    .map(JsonNode::asText)
                                    .collect(Collectors.toCollection(TreeSet::new)));
            node.get("properties")
                    .properties()
                    .forEach(property -> flatten(root, property.getValue(), at + "/" + property.getKey(), into));
        } else if (node.has("additionalProperties")) {
            flatten(root, node.get("additionalProperties"), at + "/*", into);
        } else if (node.has("items")) {
            flatten(root, node.get("items"), at + "[]", into);
        } else if (node.has("enum")) {
            into.put(
                    at,
                    "enum "
                            + StreamSupport.stream(node.get("enum").spliterator(), false)
                                    .map(JsonNode::asText)
                                    .collect(Collectors.toCollection(TreeSet::new)));
        } else {
            into.put(
                    at,
                    node.has("format")
                            ? node.get("format").asText()
                            : node.get("type").asText());
        }
    }

    private static void record(Class<?> type, String at, Map<String, String> into) {
        List<RecordComponent> components = List.of(type.getRecordComponents());
        into.put(
                at,
                "object requires "
                        + components.stream()
                                .filter(ContextSchemaTest::required)
                                .map(c -> snake(c.getName()))
                                .collect(Collectors.toCollection(TreeSet::new)));
        components.forEach(component -> value(component.getGenericType(), at + "/" + snake(component.getName()), into));
    }

    private static boolean required(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property != null && property.required();
    }

    private static String snake(String name) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(name);
    }

    private static void value(Type type, String at, Map<String, String> into) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            value(
                    last,
                    generic.getRawType() == List.class ? at + "[]" : generic.getRawType() == Map.class ? at + "/*" : at,
                    into);
            assertThat(generic.getRawType()).isIn(List.class, Map.class, Optional.class);
        } else if (type instanceof Class<?> plain && plain.isRecord() && plain != QualifiedName.class) {
            record(plain, at, into);
        } else if (type instanceof Class<?> plain && plain.isEnum()) {
            into.put(
                    at,
                    "enum "
                            + Arrays.stream(plain.getFields())
                                    .map(f ->
                                            f.getAnnotation(JsonProperty.class).value())
                                    .collect(Collectors.toCollection(TreeSet::new)));
        } else {
            into.put(at, PLAIN.get(type));
        }
    }

    private static final Map<Type, String> PLAIN = Map.of(
            String.class, "string",
            QualifiedName.class, "string",
            Instant.class, "date-time",
            boolean.class, "boolean",
            long.class, "integer",
            Long.class, "integer",
            OptionalInt.class, "integer",
            OptionalLong.class, "integer",
            Double.class, "number",
            OptionalDouble.class, "number");

    /** A file that says everything: it keeps the two tests above honest. */
    @Test
    void everyFactCanBeSaidAtOnce() throws Exception {
        String all = new String(
                ContextSchemaTest.class
                        .getResourceAsStream("/context/everything.json")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(violations(all)).isEmpty();
        ProductionContext context = ContextReader.read("everything.json", all.getBytes(StandardCharsets.UTF_8));
        assertThat(context.toString().replace("schemaFile=Optional.empty", ""))
                .as("nothing left unsaid but the other way to give the schema")
                .doesNotContain(
                        "Optional.empty",
                        "OptionalInt.empty",
                        "OptionalLong.empty",
                        "OptionalDouble.empty",
                        "=[]",
                        "={}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"postgres_version\": 16}",
                "{\"postgres_version\": \"sixteen\"}",
                "{\"postgres_version\": \"16\", \"tabels\": {}}",
                "{\"postgres_version\": \"16\", \"workload\": null}",
                "{\"postgres_version\": \"16\", \"tables\": {\"a.b.c\": {}}}",
                "{\"postgres_version\": \"16\", \"tables\": {\"orders\": {\"rows\": -2}}}",
                "{\"postgres_version\": \"16\", \"tables\": {\"orders\": {\"rows\": 1.5}}}",
                "{\"postgres_version\": \"16\", \"tables\": {\"orders\": {\"columns\": {\"a\": {\"null_fraction\": 2}}}}}",
                "{\"postgres_version\": \"16\", \"workload\": [{\"calls\": 1}]}",
                "{\"postgres_version\": \"16\", \"deployment\": {\"style\": \"blue\"}}",
                "{\"postgres_version\": \"16\", \"schema\": \"\", \"schema_file\": \"a\"}"
            })
    void theSchemaRefusesWhatTheReaderRefuses(String json) throws IOException {
        assertThat(violations(json)).isNotEmpty();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> ContextReader.read("x", json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ContextException.class);
    }
}
