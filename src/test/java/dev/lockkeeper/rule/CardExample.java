package dev.lockkeeper.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQL block of a card with its markers: {@code -- given:} (see {@link Given}), {@code -- schema:} (statements
 * added to production's schema), {@code -- finding: code, …} at the end of the line where the statement begins, and
 * {@code -- locks: relation MODE, …} on a line above the statement it is about.
 *
 * @param sql the block as it stands, markers included: they are comments
 * @param findings {@code line code} of each finding that is wanted
 * @param locks by the line of the marker: each relation with its strongest mode
 */
public record CardExample(
        String name,
        String sql,
        List<String> given,
        List<String> schema,
        TreeSet<String> findings,
        Map<Integer, Map<String, String>> locks) {
    private static final Pattern BLOCK = Pattern.compile("```sql\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern MARKER = Pattern.compile("-- (given|schema|finding|locks): (.*)$");
    private static final Pattern LOCK = Pattern.compile("(\\S+) ([A-Z ]+)");

    /** The SQL blocks of a section in order. */
    static List<CardExample> of(RuleCard card, String heading) {
        List<CardExample> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(card.section(heading));
        while (block.find()) {
            examples.add(read(card.code() + ", " + heading + " " + (examples.size() + 1), block.group(1)));
        }
        return examples;
    }

    private static CardExample read(String name, String sql) {
        CardExample example = new CardExample(
                name, sql, new ArrayList<>(), new ArrayList<>(), new TreeSet<>(), new LinkedHashMap<>());
        List<String> lines = sql.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher marker = MARKER.matcher(lines.get(i));
            if (marker.find()) {
                example.mark(i + 1, marker.group(1), marker.group(2).strip());
            }
        }
        return example;
    }

    private void mark(int line, String kind, String text) {
        switch (kind) {
            case "given" -> given.addAll(List.of(text.split("\\s*;\\s*")));
            case "schema" -> schema.add(text);
            case "finding" -> List.of(text.split(",\\s*")).forEach(code -> findings.add(line + " " + code));
            case "locks" -> locks.put(line, lockList(text));
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static Map<String, String> lockList(String text) {
        Map<String, String> modes = new LinkedHashMap<>();
        if (!text.equals("none")) {
            for (String each : text.split(",\\s*")) {
                Matcher lock = LOCK.matcher(each);
                if (!lock.matches()) {
                    throw new IllegalArgumentException("not a lock: " + each);
                }
                modes.put(lock.group(1), lock.group(2));
            }
        }
        return modes;
    }
}
