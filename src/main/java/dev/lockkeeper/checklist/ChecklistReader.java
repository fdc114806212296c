package dev.lockkeeper.checklist;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;

/** Reads checklists from YAML; unknown keys and evidence names are refused. */
public final class ChecklistReader {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
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

    public static Checklist read(String file, byte[] yaml) {
        try {
            return YAML.readValue(yaml, Checklist.class);
        } catch (IOException e) {
            throw new ChecklistException(file + ": " + e.getMessage(), e);
        }
    }
}
