package dev.lockkeeper.dryrun.forecast;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.lockkeeper.effect.WorkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;

/** Writes what work took into a calibration file: the newest figure of a kind of work replaces the one that stands there. */
public final class CalibrationWriter {
    private CalibrationWriter() {}

    /** A file that is there already must be a calibration; it is replaced as a whole. */
    public static Calibration merge(Path file, String source, Map<WorkKind, Calibration.Rate> works)
            throws CalibrationException {
        Map<WorkKind, Calibration.Rate> all = new EnumMap<>(WorkKind.class);
        if (Files.exists(file)) {
            all.putAll(CalibrationReader.read(file).works());
        }
        all.putAll(works);
        Calibration merged = new Calibration(source, all);
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path written = Files.createTempFile(folder, "calibration", ".json");
            try {
                Files.write(
                        written,
                        JsonMapper.builder()
                                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                                .defaultPropertyInclusion(JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .addModule(new Jdk8Module())
                                .build()
                                .writeValueAsBytes(merged));
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new CalibrationException(file + ": the calibration cannot be written (" + e.getMessage() + ").", e);
        }
        return merged;
    }
}
