package dev.lockkeeper.effect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A runner's file taken apart: some runners keep the way forward and the way back in one file. Positions in {@code up}
 * are those of the file: what is cut out before it is blanked, what follows it is left off.
 */
public record RunnerFile(String up, Optional<String> down) {
    private static final Pattern ROLLBACK = Pattern.compile("(?mi)^--\\s*rollback[ \\t](.*)$");
    private static final Pattern CHANGESET = Pattern.compile("(?mi)^--\\s*changeset\\b");

    public static RunnerFile of(Framework framework, String text) {
        return switch (framework) {
            case DBMATE -> sections(text, "(?m)^--\\s*migrate:up\\b.*$", "(?m)^--\\s*migrate:down\\b.*$");
            case GOOSE -> sections(text, "(?m)^--\\s*\\+goose\\s+Up\\b.*$", "(?m)^--\\s*\\+goose\\s+Down\\b.*$");
            case LIQUIBASE -> new RunnerFile(text, rollbacks(text));
            default -> new RunnerFile(text, Optional.empty());
        };
    }

    private static RunnerFile sections(String text, String upMarker, String downMarker) {
        Matcher up = Pattern.compile(upMarker).matcher(text);
        Matcher down = Pattern.compile(downMarker).matcher(text);
        if (!down.find()) {
            return new RunnerFile(text, Optional.empty());
        }
        boolean upFirst = !up.find() || up.start() < down.start();
        return upFirst
                ? new RunnerFile(text.substring(0, down.start()), body(text.substring(down.end())))
                : new RunnerFile(
                        text.substring(0, down.start())
                                + text.substring(down.start(), up.start()).replaceAll("[^\\r\\n]", "")
                                + text.substring(up.start()),
                        body(text.substring(down.end(), up.start())));
    }

    private static Optional<String> body(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** The last changeset is taken back first; {@code empty} and {@code not required} say that nothing is to do. */
    private static Optional<String> rollbacks(String text) {
        List<String> changesets = new ArrayList<>(List.of(CHANGESET.split(text)));
        Collections.reverse(changesets);
        List<String> statements = new ArrayList<>();
        for (String changeset : changesets) {
            Matcher rollback = ROLLBACK.matcher(changeset);
            StringBuilder sql = new StringBuilder();
            while (rollback.find()) {
                sql.append(rollback.group(1)).append('\n');
            }
            String undo = sql.toString().strip();
            if (!undo.isEmpty() && !undo.matches("(?i)(empty|not required)\\s*;?")) {
                statements.add(undo.endsWith(";") ? undo : undo + ";");
            }
        }
        return statements.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", statements) + "\n");
    }
}
