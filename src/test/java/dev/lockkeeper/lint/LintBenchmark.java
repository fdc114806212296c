package dev.lockkeeper.lint;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A lint of six statements, in a warm process, and its first parts: docs/benchmarks/lint-speed.md. Cumulative, because
 * values remember what was asked of them: rules over an analysis that was linted before would cost almost nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LintBenchmark {
    private static final String SQL = """
            CREATE TABLE t1 (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, at timestamptz);
            CREATE INDEX t1_name_idx ON t1 (name);
            ALTER TABLE t1 ADD COLUMN status text NOT NULL DEFAULT 'new';
            ALTER TABLE orders ADD CONSTRAINT orders_t1_fk FOREIGN KEY (t1_id) REFERENCES t1 (id);
            UPDATE t1 SET status = 'old' WHERE at < now() - interval '30 days';
            COMMENT ON TABLE t1 IS 'a table';
            """;

    private final ScriptReader reader = new ScriptReader(new PostgresGrammar());
    private final Linter linter = new Linter(RuleBook.installed(), List.of(), LocalDate.EPOCH);
    private final Production production = Production.unknown(PgVersion.of(16));

    @Benchmark
    public final Script parse() {
        return switch (reader.read("m.sql", SQL)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable -> throw new IllegalStateException(unreadable.message());
        };
    }

    @Benchmark
    public final Analysis parseAndAnalyse() {
        return Analyzer.analyze(
                parse(), production.catalog(), production.context(), PgVersion.of(16), Framework.PLAIN, false);
    }

    @Benchmark
    public LintResult lint() {
        return linter.lint(parseAndAnalyse());
    }
}
