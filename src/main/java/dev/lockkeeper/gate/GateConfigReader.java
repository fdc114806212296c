package dev.lockkeeper.gate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.lockkeeper.checklist.Checklist;
import dev.lockkeeper.checklist.ChecklistException;
import dev.lockkeeper.checklist.ChecklistReader;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.Declared;
import dev.lockkeeper.dryrun.forecast.Calibration;
import dev.lockkeeper.dryrun.forecast.CalibrationException;
import dev.lockkeeper.dryrun.forecast.CalibrationReader;
import dev.lockkeeper.lint.PathSuppression;
import dev.lockkeeper.plan.TimeoutLimits;
import dev.lockkeeper.verdict.PolicySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
            Optional<String> calibration,
            @Nullable ShadowPart shadow,
            @Nullable PolicyPart policy,
            @Nullable ModelPart llm,
            @Nullable List<SuppressPart> suppress,
            @Nullable List<String> checklists,
            @Nullable ApplyPart apply,
            @Nullable Map<String, DatabasePart> databases) {}

    record SuppressPart(
            @Nullable String code,
            @Nullable String path,
            @Nullable String reason,
            Optional<String> until) {
        PathSuppression value() {
            if (code == null || path == null || reason == null) {
                throw new IllegalArgumentException("each suppress entry needs code, path and reason");
            }
            try {
                return new PathSuppression(code, path, reason, until.map(LocalDate::parse));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "until is a date like 2027-01-31, not \"" + until.orElse("") + "\"", e);
            }
        }
    }

    record DatabasePart(
            Optional<String> snapshot,
            Optional<String> url,
            Optional<String> replicaUrl,
            Optional<String> passwordFile,
            Optional<String> database,
            Optional<String> systemIdentifier,
            OptionalInt poolSize,
            @Nullable JsonNode deployment,
            Optional<String> maxAge,
            Optional<String> calibration,
            @Nullable ShadowPart shadow,
            @Nullable ApplyPart apply,
            @Nullable PolicyPart policy) {}

    record ContextPart(Optional<String> file, Optional<String> maxAge) {}

    record PolicyPart(
            Optional<Long> smallRows,
            Optional<Double> quietPerSecond,
            Optional<Long> shortHoldMillis,
            Optional<Long> maxLockTimeoutMillis,
            Optional<Long> minLockTimeoutMillis,
            Optional<Integer> maxLockAttempts,
            Optional<Double> poolShare,
            Optional<Integer> approvalDays,
            Optional<Integer> usageCoverageDays,
            @Nullable Set<String> critical) {
        static final PolicyPart EMPTY = new PolicyPart(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                null);

        TimeoutLimits timeouts(TimeoutLimits inherited) {
            return new TimeoutLimits(
                    maxLockTimeoutMillis.orElse(inherited.longestLockMillis()),
                    minLockTimeoutMillis.orElse(inherited.shortestLockMillis()),
                    maxLockAttempts.orElse(inherited.mostAttempts()),
                    poolShare.orElse(inherited.poolShare()));
        }
    }

    /** The configuration in {@code folder}, or the defaults when it has none. */
    public static GateConfig find(Path folder) throws GateException {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file) ? read(file) : GateConfig.DEFAULTS;
    }

    public static GateConfig read(Path file) throws GateException {
        try {
            return parse(Files.readString(file), file);
        } catch (IOException e) {
            throw new GateException(file + ": cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** The configuration in {@code text}, read as if it stood in {@code file}: messages and relative paths are of it. */
    public static GateConfig parse(String text, Path file) throws GateException {
        try {
            Document nothing = new Document(
                    null, null, Optional.empty(), Optional.empty(), null, null, null, null, null, null, null);
            // Comments and "---" alone are a document without content, for which the reader has no value.
            Document document = text.isBlank()
                    ? nothing
                    : Optional.ofNullable(Mapper.YAML.readValue(text, Document.class))
                            .orElse(nothing);
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
        } catch (CalibrationException | ChecklistException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        } catch (ContextException | IllegalArgumentException e) {
            throw new GateException(file + ": " + e.getMessage() + ". Correct the value.", e);
        }
    }

    /** What work took in production, from a file that the user names. */
    public static Calibration calibration(Path file) throws GateException {
        try {
            return CalibrationReader.read(file);
        } catch (CalibrationException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String place(Path file, JsonProcessingException e) {
        return e.getLocation() == null
                ? file + ": "
                : file + ":" + e.getLocation().getLineNr() + ":"
                        + e.getLocation().getColumnNr() + ": ";
    }

    private static GateConfig config(Document document, Path folder) throws ContextException, CalibrationException {
        GateConfig defaults = GateConfig.DEFAULTS;
        ContextPart context = document.context();
        List<String> migrations = document.migrations();
        Optional<Path> file =
                context == null ? Optional.empty() : context.file().map(folder::resolve);
        GateConfig unnamed = new GateConfig(
                new DatabaseSource(
                        Optional.empty(),
                        file,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Declared.NOTHING),
                migrations == null ? defaults.migrations() : migrations,
                document.framework(),
                defaults.shadow(),
                policy(
                        document.policy(),
                        context == null ? Optional.empty() : context.maxAge(),
                        PolicySettings.DEFAULTS),
                Optional.ofNullable(document.llm()).map(part -> part.value(folder)),
                suppressions(document.suppress()),
                checklists(document.checklists(), folder),
                defaults.apply(),
                Map.of());
        GateConfig shared = withApply(
                calibrated(withShadow(unnamed, document.shadow(), folder), document.calibration(), folder),
                document.apply(),
                folder);
        Map<String, GateConfig> databases = new LinkedHashMap<>();
        Map<String, DatabasePart> parts = document.databases();
        if (parts != null) {
            for (Map.Entry<String, DatabasePart> part : parts.entrySet()) {
                databases.put(part.getKey(), database(part.getKey(), part.getValue(), shared, folder));
            }
        }
        return shared.withDatabases(databases);
    }

    private static GateConfig database(String name, @Nullable DatabasePart part, GateConfig shared, Path folder)
            throws ContextException, CalibrationException {
        if (part == null) {
            throw new IllegalArgumentException("databases." + name + " is empty: give it a snapshot or a url");
        }
        part.url().ifPresent(url -> noPassword("databases." + name + ".url", url));
        part.replicaUrl().ifPresent(url -> noPassword("databases." + name + ".replica_url", url));
        DatabaseSource source = new DatabaseSource(
                Optional.of(name),
                part.snapshot().map(folder::resolve),
                part.url(),
                part.replicaUrl(),
                part.passwordFile().map(folder::resolve),
                part.database(),
                part.systemIdentifier(),
                Declared.of(part.poolSize(), Optional.ofNullable(part.deployment())));
        GateConfig own = withApply(withShadow(shared.withSource(source), part.shadow(), folder), part.apply(), folder);
        return calibrated(own, part.calibration(), folder)
                .withPolicy(policy(part.policy(), part.maxAge(), own.policy()));
    }

    private static GateConfig calibrated(GateConfig inherited, Optional<String> file, Path folder)
            throws CalibrationException {
        return file.isEmpty()
                ? inherited
                : inherited.withCalibration(CalibrationReader.read(folder.resolve(file.get())));
    }

    private static List<PathSuppression> suppressions(@Nullable List<SuppressPart> parts) {
        return parts == null
                ? List.of()
                : parts.stream().map(SuppressPart::value).toList();
    }

    private static List<Checklist> checklists(@Nullable List<String> files, Path folder) {
        return files == null
                ? List.of()
                : files.stream()
                        .map(file -> ChecklistReader.read(folder.resolve(file)))
                        .toList();
    }

    /** A secret in a file that is committed is no secret. */
    private static void noPassword(String key, String url) {
        if (url.matches("(?i).*://[^/@]*:[^/@]*@.*") || url.matches("(?i).*[?&]password=.*")) {
            throw new IllegalArgumentException(
                    key + " holds a password; give it by PGPASSWORD, ~/.pgpass or password_file");
        }
    }

    private static GateConfig withShadow(GateConfig config, @Nullable ShadowPart shadow, Path folder) {
        if (shadow == null) {
            return config;
        }
        shadow.cloneUrl().ifPresent(url -> noPassword("shadow.clone", url));
        return config.withShadow(shadow.over(config.shadow(), folder))
                .withPolicy(backupAge(config.policy(), shadow.backupMaxAge()));
    }

    private static GateConfig withApply(GateConfig config, @Nullable ApplyPart apply, Path folder) {
        return apply == null ? config : config.withApply(apply.over(config.apply(), folder));
    }

    private static PolicySettings backupAge(PolicySettings policy, Optional<String> maxAge) {
        return maxAge.map(text ->
                        policy.withBackupMaxAge(text.equals("never") ? Optional.empty() : Optional.of(days(text))))
                .orElse(policy);
    }

    private static PolicySettings policy(@Nullable PolicyPart part, Optional<String> maxAge, PolicySettings inherited) {
        Optional<Duration> age = maxAge.isEmpty()
                ? inherited.contextMaxAge()
                : maxAge.get().equals("never") ? Optional.empty() : Optional.of(days(maxAge.get()));
        PolicyPart own = part == null ? PolicyPart.EMPTY : part;
        Set<String> critical = own.critical();
        return new PolicySettings(
                own.smallRows().orElse(inherited.smallRows()),
                own.quietPerSecond().orElse(inherited.quietPerSecond()),
                own.shortHoldMillis().orElse(inherited.shortHoldMillis()),
                own.timeouts(inherited.timeouts()),
                age,
                own.approvalDays().map(Duration::ofDays).orElse(inherited.approvalValidity()),
                own.usageCoverageDays().orElse(inherited.usageCoverage()),
                critical == null ? inherited.critical() : critical,
                inherited.backupMaxAge());
    }

    /** {@code 7d}, {@code 12h}, or ISO 8601 ({@code P7D}). */
    private static Duration days(String text) {
        if (text.matches("\\d{1,5}d")) {
            return Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        if (text.matches("\\d{1,5}h")) {
            return Duration.ofHours(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("max_age is a time like 24h or 7d, or never, not \"" + text + "\"", e);
        }
    }
}
