package dev.lockkeeper.sql.dml;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;

/**
 * JSqlParser 5.4 as this product runs it: always with a dialect (without it, it guesses), on a thread with a deep
 * stack (nested text overflows a usual one), and with a time limit.
 */
final class DmlParser implements AutoCloseable {
    private static final long STACK_BYTES = 64L << 20;
    private static final long LIMIT_MILLIS = 10_000;

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "dml-parser", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    });

    /** The statement, or empty when JSqlParser does not read it as PostgreSQL's. */
    Optional<Statement> parse(String sql) {
        try {
            return Optional.of(CCJSqlParserUtil.parse(
                    sql,
                    executor,
                    parser -> parser.withDialect(Dialect.POSTGRESQL).withTimeOut(LIMIT_MILLIS)));
        } catch (JSQLParserException | RuntimeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /** Whether JSqlParser reads all of {@code text} under {@code dialect} within {@code limitMillis}. */
    boolean reads(String text, Dialect dialect, long limitMillis) {
        try {
            CCJSqlParserUtil.parseStatements(
                    text, executor, parser -> parser.withDialect(dialect).withTimeOut(limitMillis));
            return true;
        } catch (JSQLParserException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
