package dev.lockkeeper.checklist;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads checklists from YAML; unknown keys and evidence names are refused. */
public final class ChecklistReader {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new Jdk8Module())
            .build();

    private ChecklistReader() {}

    /** A checklist that comes with Lockkeeper. */
    public static Checklist shipped(String name) {
        try (InputStream in = ChecklistReader.class.getResourceAsStream("/checklists/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalArgumentException("no checklist is called " + name);
            }
            return read(name + ".yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new ChecklistException(name + ".yaml cannot be read", e);
        }
    }

    /** A checklist of the repository; an error names file, line and key. */
    public static Checklist read(Path file) {
        try {
            return read(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ChecklistException(file + ": the checklist cannot be read", e);
        }
    }

    public static Checklist read(String file, byte[] yaml) {
        try {
            return YAML.readValue(yaml, Checklist.class);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new ChecklistException(
                    file + place + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("not a checklist")
                            + ". A checklist has name, title and items; each item id, question, why, evidence and, with"
                            + " evidence: answer, answered_by: anyone or reviewer",
                    e);
        } catch (IOException e) {
            throw new ChecklistException(file + ": the checklist cannot be read", e);
        }
    }
}
