package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds up the temporary files that a server's log tells of (log_temp_files): the statistics of the server say it only
 * after the transaction, and up to ten seconds late. SQL can write lines like these too; the sum is shown, never judged.
 */
final class TemporaryFiles {
    private static final Pattern LINE =
            Pattern.compile("LOG:  temporary file: path \"[^\"\\n]{1,400}\", size (\\d{1,15})$");
    private static final int MOST_BYTES = 4 << 20;

    private final Path log;
    private long offset;
    private long total;

    TemporaryFiles(Path log) {
        this.log = log;
    }

    /** Bytes of all temporary files that were closed so far. */
    synchronized long total() throws IOException {
        try (FileChannel channel = FileChannel.open(log)) {
            // A log that grows faster than it is read is an attack on the reader.
            offset = Math.max(offset, channel.size() - MOST_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MOST_BYTES, channel.size() - offset));
            channel.read(buffer, offset);
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n') + 1;
            offset += end;
            for (String line : text.substring(0, end).split("\n")) {
                Matcher file = LINE.matcher(line);
                if (file.find()) {
                    total += Long.parseLong(file.group(1));
                }
            }
        }
        return total;
    }
}
