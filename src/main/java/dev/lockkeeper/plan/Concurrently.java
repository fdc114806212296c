package dev.lockkeeper.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes {@code CONCURRENTLY} into an index statement; the result is parsed again before it is used. */
public final class Concurrently {
    private static final Pattern CREATE = Pattern.compile(
            "(?is)^(\\s*create\\s+(?:unique\\s+)?index)(?:\\s+concurrently)?(?:\\s+if\\s+not\\s+exists)?\\s+(.*)$");
    private static final Pattern DROP = Pattern.compile("(?is)^(\\s*drop\\s+index)(?:\\s+concurrently)?\\s+(.*)$");

    private Concurrently() {}

    /** {@code CREATE [UNIQUE] INDEX CONCURRENTLY …}; {@code IF NOT EXISTS} goes, because it would accept an INVALID index. */
    public static String create(String sql) {
        return insert(CREATE, sql);
    }

    /** The same with a name given to an index that has none. */
    public static String createNamed(String sql, String name) {
        return insert(CREATE, sql)
                .replaceFirst("(?i)CONCURRENTLY\\s+(?=on\\b)", Matcher.quoteReplacement("CONCURRENTLY " + name + " "));
    }

    public static String drop(String sql) {
        return insert(DROP, sql);
    }

    private static String insert(Pattern pattern, String sql) {
        Matcher matcher = pattern.matcher(sql);
        if (!matcher.matches()) {
            throw new PlanningException("not an index statement that can be made concurrent: " + sql);
        }
        return matcher.group(1).strip() + " CONCURRENTLY " + matcher.group(2);
    }
}
