package dev.lockkeeper.rule;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parser, production and linter, set up once for the examples of all cards. */
public final class Bench {
    private final ScriptReader reader = new ScriptReader(new PostgresGrammar());
    private final RuleBook book = RuleBook.installed();
    private final Linter linter = new Linter(book, List.of(), LocalDate.EPOCH);
    private final Map<List<String>, Catalog> schemas = new HashMap<>();
    private final Map<String, Script> scripts = new HashMap<>();

    public RuleBook book() {
        return book;
    }

    /** {@code schema} is added to production.sql. */
    public Catalog catalog(List<String> schema) {
        return schemas.computeIfAbsent(schema, added -> {
            Catalog catalog = Catalog.empty();
            for (ScriptStatement statement : script(Given.resource("production.sql") + String.join(";\n", added))
                    .statements()) {
                catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
            }
            return catalog;
        });
    }

    /** {@code sql} on {@code major}, under the clauses of {@link Given}. */
    public Analysis analyse(String sql, int major, List<String> clauses, List<String> schema) {
        Given given = Given.of(clauses);
        return Analyzer.analyze(
                script(sql),
                catalog(schema),
                given.context(major),
                PgVersion.of(major),
                given.framework(),
                given.rollback());
    }

    public LintResult lint(String sql, int major, String... clauses) {
        return lint(analyse(sql, major, List.of(clauses), List.of()));
    }

    public LintResult lint(Analysis analysis) {
        return linter.lint(analysis);
    }

    private Script script(String sql) {
        return scripts.computeIfAbsent(sql, text -> switch (reader.read("example.sql", text)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable ->
                throw new IllegalArgumentException(unreadable.position() + ": " + unreadable.message());
        });
    }
}
