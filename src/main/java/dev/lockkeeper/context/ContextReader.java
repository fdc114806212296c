package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a context file (JSON); unknown and repeated keys, wrong types and nonsense numbers are refused by place. */
public final class ContextReader {
    private static final long MOST_BYTES = 64L << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withConfigOverride(List.class, o -> o.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .withConfigOverride(Map.class, o -> o.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(names())
            .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private ContextReader() {}

    private static SimpleModule names() {
        SimpleModule module = new SimpleModule();
        module.addDeserializer(QualifiedName.class, new NameDeserializer());
        module.addKeyDeserializer(QualifiedName.class, new NameDeserializer.Key());
        return module;
    }

    /** The document as it is written; missing parts become empty. */
    record Document(
            String postgresVersion,
            Optional<Instant> capturedAt,
            Optional<DatabaseIdentity> database,
            @Nullable Map<String, String> settings,
            @Nullable Map<QualifiedName, TableFacts> tables,
            @Nullable List<WorkloadQuery> workload,
            Optional<UsageCoverage> usageCoverage,
            @Nullable List<Session> sessions,
            Optional<Connections> connections,
            Optional<Deployment> deployment,
            @Nullable ServerFacts server,
            Optional<String> schema,
            Optional<String> schemaFile) {
        @JsonCreator
        Document {}
    }

    public static ProductionContext read(Path file) throws ContextException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ContextException(file + ": a context file has at most 64 MiB; capture fewer tables.");
            }
            return read(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ContextException(
                    file + ": cannot be read (" + reason(e) + "). Check the path and its permissions.", e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    }

    /** {@code name} is used in messages. */
    public static ProductionContext read(String name, byte[] bytes) throws ContextException {
        try {
            Document document = JSON.readValue(bytes, Document.class);
            if (document.postgresVersion() == null) {
                throw new ContextException(
                        name + ": postgres_version is missing; it decides every rule. Add it, for example \"16.6\".");
            }
            return new ProductionContext(
                    PgVersion.parse(document.postgresVersion()),
                    document.capturedAt(),
                    document.database(),
                    or(document.settings()),
                    or(document.tables()).entrySet().stream()
                            .collect(Collectors.toMap(e -> e.getKey().inSchema("public"), Map.Entry::getValue)),
                    orList(document.workload()),
                    document.usageCoverage(),
                    orList(document.sessions()),
                    document.connections(),
                    document.deployment(),
                    document.server() == null ? ServerFacts.NOTHING : document.server(),
                    document.schema(),
                    document.schemaFile(),
                    digest(bytes));
        } catch (UnrecognizedPropertyException e) {
            throw new ContextException(
                    place(name, e) + "unknown key \"" + e.getPropertyName()
                            + "\". Correct the spelling or remove it; docs/schemas/context.schema.json lists the keys.",
                    e);
        } catch (JsonProcessingException e) {
            throw new ContextException(
                    place(name, e) + firstLine(e.getOriginalMessage()) + ". Correct the file, or capture it again.", e);
        } catch (IllegalArgumentException e) {
            throw new ContextException(name + ": " + e.getMessage() + ". Correct the file.", e);
        } catch (IOException e) {
            throw new ContextException(name + ": " + e.getMessage(), e);
        }
    }

    private static <K, V> Map<K, V> or(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }

    private static <E> List<E> orList(@Nullable List<E> list) {
        return list == null ? List.of() : list;
    }

    private static String place(String name, JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        return name + (at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr()) + ": "
                + (path.isEmpty() ? "" : "at " + path + ": ");
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "not a context" : message.lines().findFirst().orElse("not a context");
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
