package dev.lockkeeper.gate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.lockkeeper.verdict.PolicySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code lockkeeper.yaml}; unknown keys are refused by name, because a misspelt limit is no limit. */
public final class GateConfigReader {
    public static final String FILE = "lockkeeper.yaml";

    private GateConfigReader() {}

    /** Made only when there is a file to read: most runs of the linter have none. */
    private static final class Mapper {
        static final ObjectMapper YAML = YAMLMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addModule(new Jdk8Module())
                .build();
    }

    record Document(
            @Nullable ContextPart context,
            @Nullable List<String> migrations,
            Optional<String> framework,
            @Nullable ShadowPart shadow,
            @Nullable PolicyPart policy,
            @Nullable ModelPart llm) {}

    record ContextPart(Optional<String> file, Optional<String> maxAge) {}

    record ShadowPart(
            Optional<String> mode,
            Optional<String> image,
            @Nullable Map<Integer, String> binaries,
            Optional<Long> rows) {}

    record PolicyPart(
            Optional<Long> smallRows,
            Optional<Double> quietPerSecond,
            Optional<Long> shortHoldMillis,
            Optional<Long> maxLockTimeoutMillis,
            Optional<Integer> approvalDays,
            Optional<Integer> usageCoverageDays,
            @Nullable Set<String> critical) {}

    record ModelPart(
            @Nullable String baseUrl,
            @Nullable String model,
            Optional<String> keyVariable,
            Optional<Boolean> shareWorkload) {}

    /** The configuration in {@code folder}, or the defaults when it has none. */
    public static GateConfig find(Path folder) throws GateException {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file) ? read(file) : GateConfig.DEFAULTS;
    }

    public static GateConfig read(Path file) throws GateException {
        try {
            String text = Files.readString(file);
            Document document = text.isBlank()
                    ? new Document(null, null, Optional.empty(), null, null, null)
                    : Mapper.YAML.readValue(text, Document.class);
            return config(
                    document,
                    Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/")));
        } catch (UnrecognizedPropertyException e) {
            throw new GateException(
                    place(file, e) + "unknown key \"" + e.getPropertyName()
                            + "\". Correct the spelling; known keys here: " + e.getKnownPropertyIds(),
                    e);
        } catch (JsonProcessingException e) {
            throw new GateException(
                    place(file, e) + e.getOriginalMessage().lines().findFirst().orElse("not YAML")
                            + ". Correct the file.",
                    e);
        } catch (IOException e) {
            throw new GateException(file + ": cannot be read (" + e.getMessage() + ").", e);
        } catch (IllegalArgumentException | java.time.format.DateTimeParseException e) {
            throw new GateException(file + ": " + e.getMessage() + ". Correct the value.", e);
        }
    }

    private static String place(Path file, JsonProcessingException e) {
        return e.getLocation() == null
                ? file + ": "
                : file + ":" + e.getLocation().getLineNr() + ":"
                        + e.getLocation().getColumnNr() + ": ";
    }

    private static GateConfig config(Document document, Path folder) {
        GateConfig defaults = GateConfig.DEFAULTS;
        ContextPart context = document.context();
        ShadowPart shadow = document.shadow();
        Map<Integer, Path> binaries = new LinkedHashMap<>();
        if (shadow != null && shadow.binaries() != null) {
            shadow.binaries().forEach((major, path) -> binaries.put(major, folder.resolve(path)));
        }
        List<String> migrations = document.migrations();
        return new GateConfig(
                context == null ? Optional.empty() : context.file().map(folder::resolve),
                migrations == null ? defaults.migrations() : migrations,
                document.framework(),
                shadow == null ? defaults.shadow() : mode(shadow.mode().orElse(defaults.shadow())),
                shadow == null ? Optional.empty() : shadow.image(),
                binaries,
                shadow == null ? defaults.rows() : shadow.rows().orElse(defaults.rows()),
                policy(document.policy(), context == null ? Optional.empty() : context.maxAge()),
                model(document.llm()));
    }

    private static String mode(String mode) {
        if (!Set.of("auto", "embedded", "container").contains(mode)) {
            throw new IllegalArgumentException("shadow.mode is auto, embedded or container, not \"" + mode + "\"");
        }
        return mode;
    }

    private static PolicySettings policy(@Nullable PolicyPart part, Optional<String> maxAge) {
        PolicySettings defaults = PolicySettings.DEFAULTS;
        Optional<Duration> age = maxAge.isEmpty()
                ? defaults.contextMaxAge()
                : maxAge.get().equals("never") ? Optional.empty() : Optional.of(days(maxAge.get()));
        if (part == null) {
            return new PolicySettings(
                    defaults.smallRows(),
                    defaults.quietPerSecond(),
                    defaults.shortHoldMillis(),
                    defaults.maxLockTimeoutMillis(),
                    age,
                    defaults.approvalValidity(),
                    defaults.usageCoverage(),
                    defaults.critical());
        }
        Set<String> critical = part.critical();
        return new PolicySettings(
                part.smallRows().orElse(defaults.smallRows()),
                part.quietPerSecond().orElse(defaults.quietPerSecond()),
                part.shortHoldMillis().orElse(defaults.shortHoldMillis()),
                part.maxLockTimeoutMillis().orElse(defaults.maxLockTimeoutMillis()),
                age,
                part.approvalDays().map(Duration::ofDays).orElse(defaults.approvalValidity()),
                part.usageCoverageDays().orElse(defaults.usageCoverage()),
                critical == null ? Set.of() : critical);
    }

    /** {@code 7d}, {@code 12h}, or ISO 8601 ({@code P7D}). */
    private static Duration days(String text) {
        if (text.matches("\\d{1,5}d")) {
            return Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        if (text.matches("\\d{1,5}h")) {
            return Duration.ofHours(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        return Duration.parse(text);
    }

    private static Optional<GateConfig.Model> model(@Nullable ModelPart part) {
        if (part == null) {
            return Optional.empty();
        }
        String baseUrl = part.baseUrl();
        String name = part.model();
        if (baseUrl == null || name == null) {
            throw new IllegalArgumentException("llm needs base_url and model");
        }
        return Optional.of(new GateConfig.Model(
                baseUrl,
                name,
                part.keyVariable().orElse("OPENAI_API_KEY"),
                part.shareWorkload().orElse(false)));
    }
}
