package dev.lockkeeper.sql.dml;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;

/** Guesses which other database a text that PostgreSQL refuses is written for; words for a message, nothing more. */
public final class DialectGuess {
    private static final int LONGEST = 20_000;

    private DialectGuess() {}

    /** The name of a dialect under which JSqlParser reads the whole text. */
    public static Optional<String> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        for (Dialect dialect : List.of(Dialect.MYSQL, Dialect.SQLSERVER, Dialect.ORACLE)) {
            if (reads(text, dialect)) {
                return Optional.of(
                        switch (dialect) {
                            case MYSQL -> "MySQL";
                            case SQLSERVER -> "SQL Server";
                            default -> "Oracle";
                        });
            }
        }
        return Optional.empty();
    }

    private static boolean reads(String text, Dialect dialect) {
        try (ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(null, task, "dialect-guess", 64L << 20);
            thread.setDaemon(true);
            return thread;
        })) {
            CCJSqlParserUtil.parseStatements(
                    text, executor, parser -> parser.withDialect(dialect).withTimeOut(2_000));
            return true;
        } catch (JSQLParserException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }
}
