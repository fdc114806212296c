package dev.lockkeeper.sql.dml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;

/** Guesses which other database a text that PostgreSQL refuses is written for; words for a message, nothing more. */
public final class DialectGuess {
    private static final int LONGEST = 20_000;
    private static final long LIMIT_MILLIS = 2_000;
    private static final Map<Dialect, String> DIALECTS = dialects();

    private DialectGuess() {}

    private static Map<Dialect, String> dialects() {
        Map<Dialect, String> inOrder = new LinkedHashMap<>();
        inOrder.put(Dialect.MYSQL, "MySQL");
        inOrder.put(Dialect.SQLSERVER, "SQL Server");
        inOrder.put(Dialect.ORACLE, "Oracle");
        return inOrder;
    }

    /** The name of a dialect under which JSqlParser reads the whole text. */
    public static Optional<String> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try (DmlParser parser = new DmlParser()) {
            return DIALECTS.entrySet().stream()
                    .filter(dialect -> parser.reads(text, dialect.getKey(), LIMIT_MILLIS))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }
}
