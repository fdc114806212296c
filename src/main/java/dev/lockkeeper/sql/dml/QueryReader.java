package dev.lockkeeper.sql.dml;

import java.util.Optional;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.merge.Merge;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.update.Update;

/**
 * Reads which tables and columns a query uses, with JSqlParser 5.4; normalised texts of {@code pg_stat_statements}
 * ({@code $1}) included. One reader serves many queries; close it.
 */
public final class QueryReader implements AutoCloseable {
    private final DmlParser parser = new DmlParser();

    public QueryUse read(String sql) {
        Optional<Statement> statement = parser.parse(sql);
        if (statement.isEmpty()) {
            return new QueryUse.NotUnderstood("JSqlParser does not read it");
        }
        UseWalker walker = new UseWalker();
        UseScope scope = UseScope.outermost();
        try {
            switch (statement.get()) {
                case Select select -> walker.selects().select(select, scope);
                case Insert insert -> new ChangeWalker(walker).insert(insert, scope);
                case Update update -> new ChangeWalker(walker).update(update, scope);
                case Delete delete -> new ChangeWalker(walker).delete(delete, scope);
                case Merge merge -> new ChangeWalker(walker).merge(merge, scope);
                default -> {
                    return new QueryUse.NotUnderstood("a statement of another kind");
                }
            }
        } catch (SelectWalker.UnknownFormException e) {
            return new QueryUse.NotUnderstood("it contains a " + e.getMessage());
        } catch (StackOverflowError e) {
            return new QueryUse.NotUnderstood("it is nested too deeply");
        }
        return walker.result();
    }

    @Override
    public void close() {
        parser.close();
    }
}
