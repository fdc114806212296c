package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** openapi.yaml, against which answers are held: status, headers, content type and body. */
final class OpenApi {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    OpenApi() throws Exception {
        try (InputStream in = OpenApi.class.getResourceAsStream("/dev/lockkeeper/app/http/openapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(in);
        }
    }

    /** {@code METHOD path} of each operation. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** {@code METHOD path status} of each answer that was held against it, and is not an error for all. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    /** {@code METHOD path status} of each answer that the file names. */
    Set<String> named() {
        Set<String> named = new TreeSet<>();
        operations()
                .forEach(operation -> operation(operation)
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(status -> {
                            if (!status.equals("default")) {
                                named.add(operation + " " + status);
                            }
                        }));
        return named;
    }

    private JsonNode operation(String operation) {
        String[] parts = operation.split(" ", 2);
        return document.path("paths").path(parts[1]).path(parts[0].toLowerCase(java.util.Locale.ROOT));
    }

    /** Fails for an answer that the file does not allow. */
    void check(String method, String path, int status, HttpHeaders headers, String body) {
        String what = method + " " + path + " answered " + status + " " + body;
        Optional<String> operation = operations().stream()
                .filter(each -> each.startsWith(method + " ") && matches(each.split(" ", 2)[1], path))
                .min(Comparator.comparing(each -> each.replaceAll("[^{]", "").length()));
        JsonNode response = operation
                .map(each -> operation(each).path("responses"))
                .map(all ->
                        all.has(Integer.toString(status)) ? all.path(Integer.toString(status)) : all.path("default"))
                .map(this::resolved)
                .orElseGet(() ->
                        resolved(document.path("components").path("responses").path("Problem")));
        assertThat(response.isObject()).as("named in openapi.yaml: %s", what).isTrue();
        operation
                .filter(each -> operation(each).path("responses").has(Integer.toString(status)))
                .ifPresent(each -> seen.add(each + " " + status));
        response.path("headers").fieldNames().forEachRemaining(name -> {
            if (status != 200) {
                assertThat(headers.firstValue(name)).as("%s of %s", name, what).isPresent();
            }
        });
        if (!response.has("content")) {
            assertThat(body).as(what).isEmpty();
            return;
        }
        String type = headers.firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        assertThat(response.path("content").has(type))
                .as("content type %s of %s", type, what)
                .isTrue();
        if (type.endsWith("json")) {
            assertThat(
                            schema(response.path("content").path(type).path("schema"))
                                    .validate(body, InputFormat.JSON)
                                    .stream()
                                    .map(Error::toString))
                    .as(what)
                    .isEmpty();
        }
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private Schema schema(JsonNode schema) {
        return schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = new ObjectMapper().createObjectNode();
            whole.putArray("allOf").add(schema);
            whole.set("components", document.path("components"));
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
    }

    private static boolean matches(String template, String path) {
        String bare = path.replaceFirst("\\?.*", "");
        return bare.matches(template.replace(".", "\\.").replace("{path}", ".+").replaceAll("\\{[a-z]+\\}", "[^/]+"));
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
