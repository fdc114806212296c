package dev.lockkeeper.approval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The recorded end of a log file: its head and its length in bytes, replaced as a whole. */
record HeadFile(Path file) {
    record Mark(LogHead head, long length) {}

    /** Empty when there is none or it is not readable as one. */
    Optional<Mark> read() throws IOException {
        try {
            JsonFields json = JsonFields.of(CanonicalJson.parse(Files.readAllBytes(file)));
            return Optional.of(new Mark(new LogHead(json.whole("sequence"), json.hex("hash")), json.whole("length")));
        } catch (NoSuchFileException | Refused | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    void write(Mark mark) throws IOException {
        PrivateFiles.replace(
                file,
                CanonicalJson.write(JsonNodeFactory.instance
                        .objectNode()
                        .put("sequence", mark.head().sequence())
                        .put("hash", mark.head().hash().hex())
                        .put("length", mark.length())));
    }
}
