package dev.lockkeeper.approval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The finished lines of a log file, without their line feed; what follows the last line feed was never finished. */
record LogLines(List<Bytes> lines) {
    LogLines {
        lines = List.copyOf(lines);
    }

    static LogLines read(Path file) throws IOException {
        try {
            return of(Files.readAllBytes(file));
        } catch (NoSuchFileException nothingYet) {
            return new LogLines(List.of());
        }
    }

    static LogLines of(byte[] content) {
        List<Bytes> lines = new ArrayList<>();
        int start = 0;
        for (int index = 0; index < content.length; index++) {
            if (content[index] == '\n') {
                lines.add(Bytes.of(Arrays.copyOfRange(content, start, index)));
                start = index + 1;
            }
        }
        return new LogLines(lines);
    }
}
