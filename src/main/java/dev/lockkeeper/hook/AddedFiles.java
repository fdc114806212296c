package dev.lockkeeper.hook;

import dev.lockkeeper.approval.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A patch that does nothing but write whole files → those files. This is how Codex writes at all
 * (developers.openai.com/codex: {@code *** Add File:}, each line behind a {@code +}, a line feed after each). Only the
 * strict form is read; empty for everything else, of which nobody can say what comes out.
 */
final class AddedFiles {
    private static final String BEGIN = "*** Begin Patch";
    private static final String END = "*** End Patch";
    private static final String ADD = "*** Add File: ";

    private AddedFiles() {}

    static Optional<List<ToolEvent.FileWrite>> of(String patch) {
        List<String> lines = List.of(patch.stripTrailing().split("\n", -1));
        // A carriage return at the end of a line is kept by one reader and dropped by another.
        if (patch.indexOf('\r') >= 0
                || lines.size() < 3
                || !lines.getFirst().equals(BEGIN)
                || !lines.getLast().equals(END)) {
            return Optional.empty();
        }
        List<ToolEvent.FileWrite> files = new ArrayList<>();
        for (int i = 1; i < lines.size() - 1; ) {
            String path = lines.get(i).startsWith(ADD) ? lines.get(i).substring(ADD.length()) : "";
            if (path.isEmpty() || !path.equals(path.strip())) {
                return Optional.empty();
            }
            StringBuilder content = new StringBuilder();
            for (i++; i < lines.size() - 1 && lines.get(i).startsWith("+"); i++) {
                content.append(lines.get(i), 1, lines.get(i).length()).append('\n');
            }
            files.add(new ToolEvent.FileWrite(path, Bytes.utf8(content.toString())));
        }
        return Optional.of(files);
    }
}
