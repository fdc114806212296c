package dev.lockkeeper.checklist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the answers that lie beside a migration, in {@code NAME.answers.yaml}: a list of id, answer and source. */
public final class AnswerReader {
    public static final String SUFFIX = ".answers.yaml";
    private static final int MOST_BYTES = 64 << 10;

    private AnswerReader() {}

    private static final class Mapper {
        static final ObjectMapper YAML = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    record Line(
            @Nullable String id,
            @Nullable String answer,
            @Nullable String source) {
        GivenAnswer by(String who) {
            return new GivenAnswer(words(id), words(answer), words(source), who);
        }

        private static String words(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    /** The answers of {@code file}, given by {@code who}; none when there is no such file. */
    public static List<GivenAnswer> read(Path file, String who) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ChecklistException(file + ": answers have at most 64 KiB", new IOException("too large"));
            }
            Line[] lines = Mapper.YAML.readValue(Files.readAllBytes(file), Line[].class);
            return lines == null
                    ? List.of()
                    : Arrays.stream(lines).map(line -> line.by(who)).toList();
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new ChecklistException(
                    file + place + ": not a list of answers. Write lines of the form"
                            + " \"- {id: ITEM, answer: WORDS, source: WHERE FROM}\"",
                    e);
        } catch (IllegalArgumentException e) {
            throw new ChecklistException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ChecklistException(file + ": the answers cannot be read", e);
        }
    }
}
