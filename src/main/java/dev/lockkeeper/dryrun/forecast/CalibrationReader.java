package dev.lockkeeper.dryrun.forecast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a calibration file (JSON, docs/schemas/calibration.schema.json); unknown keys are refused by name. */
public final class CalibrationReader {
    private static final long MOST_BYTES = 1L << 20;

    private CalibrationReader() {}

    public static Calibration read(Path file) throws CalibrationException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CalibrationException(file + ": the calibration cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** {@code name} is said in messages. */
    static Calibration parse(String name, byte[] json) throws CalibrationException {
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .addModule(new Jdk8Module())
                    .build()
                    .readValue(json, Calibration.class);
        } catch (UnrecognizedPropertyException e) {
            throw new CalibrationException(
                    name + ": unknown key \"" + e.getPropertyName() + "\". Correct the spelling; known keys here: "
                            + e.getKnownPropertyIds(),
                    e);
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CalibrationException(name + ": " + first(cause.getMessage()) + ". Correct the value.", e);
        } catch (JsonProcessingException e) {
            throw new CalibrationException(name + ": " + first(e.getOriginalMessage()) + ". Correct the file.", e);
        } catch (IOException e) {
            throw new CalibrationException(name + ": cannot be read.", e);
        }
    }

    private static String first(@org.jspecify.annotations.Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("not readable");
    }
}
