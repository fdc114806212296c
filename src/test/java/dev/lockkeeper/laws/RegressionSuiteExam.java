package dev.lockkeeper.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.rule.Bench;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.sql.LiteralRedaction;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.grammar.GrammarResult;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Reads and lints every statement of PostgreSQL's own regression tests, from the folder that
 * {@code -Dlockkeeper.regression=FOLDER} names: docs/benchmarks/regression-suite.md. Nothing may be thrown, hang, or be
 * syntax for PostgreSQL and unknown here.
 */
@Tag("exam")
@EnabledIfSystemProperty(named = "lockkeeper.regression", matches = ".+")
class RegressionSuiteExam {
    /** A hang, not a slow file: the longest takes seconds. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final PostgresGrammar grammar = new PostgresGrammar();
    private final ScriptReader reader = new ScriptReader(grammar);
    private final Bench bench = new Bench();
    private final Map<String, Integer> figures = new TreeMap<>();
    private final Map<String, Integer> unrecognized = new TreeMap<>();
    private final Map<String, Integer> unmodelled = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();

    @Test
    void everyStatementIsReadAndJudged() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(System.getProperty("lockkeeper.regression", "")))) {
            files = all.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
        try (ExecutorService one =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
            for (Path file : files) {
                Future<?> work = one.submit(() -> whole(file));
                try {
                    work.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    throw new AssertionError(file + " hangs", e);
                }
            }
        }
        print("figures", figures);
        print("unrecognized", unrecognized);
        print("unmodelled", unmodelled);
        assertThat(files).isNotEmpty();
        assertThat(broken).isEmpty();
        assertThat(unrecognized).isEmpty();
    }

    private static void print(String title, Map<String, Integer> counts) {
        System.out.println("== " + title + " "
                + counts.values().stream().mapToInt(Integer::intValue).sum());
        counts.forEach((what, count) -> System.out.printf("%7d  %s%n", count, what));
    }

    private static void count(Map<String, Integer> counts, String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void whole(Path file) {
        count(figures, "files");
        List<String> syntax = new ArrayList<>();
        for (String statement : cut(file)) {
            count(figures, "statements");
            guarded(file, statement, () -> one(file, statement, syntax));
        }
        String joined = String.join("\n;\n", syntax);
        guarded(file, "(the file as a whole)", () -> lint(file, joined));
    }

    private List<String> cut(Path file) {
        try {
            PsqlFile psql = new PsqlFile(Files.readString(file));
            figures.merge("psql meta-commands left out", psql.metaCommands(), Integer::sum);
            figures.merge("lines of COPY data left out", psql.dataLines(), Integer::sum);
            return psql.statements();
        } catch (IOException e) {
            count(figures, "files that are not UTF-8, read as Latin-1");
            try {
                return new PsqlFile(Files.readString(file, StandardCharsets.ISO_8859_1)).statements();
            } catch (IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        }
    }

    private void guarded(Path file, String statement, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            broken.add(file.getFileName() + ": " + e + " at "
                    + Stream.of(e.getStackTrace()).limit(3).toList() + "\n" + statement);
        }
    }

    private void one(Path file, String statement, List<String> syntax) {
        LiteralRedaction.of(statement);
        Optional<String> valid = Stream.of(statement, PsqlFile.withVariables(statement))
                .filter(text -> grammar.parse(text) instanceof GrammarResult.Parsed)
                .findFirst();
        ScriptOutcome outcome = reader.read("statement.sql", valid.orElse(statement));
        if (valid.isEmpty()) {
            count(figures, "statements that PostgreSQL 18's grammar refuses");
            assertThat(outcome).isInstanceOf(ScriptOutcome.Unreadable.class);
            if (Boolean.getBoolean("lockkeeper.regression.refused")) {
                System.out.println("refused " + file.getFileName() + ": " + statement.strip());
            }
            return;
        }
        if (!valid.get().equals(statement)) {
            count(figures, "statements that are syntax once psql's variables are replaced");
        }
        switch (outcome) {
            case ScriptOutcome.Unreadable unreadable ->
                count(figures, "refused by the reader: " + unreadable.message());
            case ScriptOutcome.Read read -> {
                syntax.add(valid.get());
                figures.merge("statements read", read.script().statements().size(), Integer::sum);
                read.script().statements().forEach(each -> kind(each, read.script()));
            }
        }
    }

    private void kind(ScriptStatement statement, Script script) {
        assertThat(statement.span().end()).isLessThanOrEqualTo(script.text().length());
        assertThat(statement.sql()).isNotBlank();
        if (statement.meaning() instanceof Statement.Unrecognized unknown) {
            count(unrecognized, unknown.node());
        }
    }

    /** The statements of a file as one migration on an empty database, so that the catalog is replayed too. */
    private void lint(Path file, String joined) {
        if (!(reader.read(file.toString(), joined) instanceof ScriptOutcome.Read read)) {
            count(figures, "files whose statements do not read as one text");
            return;
        }
        ProductionContext context = ProductionContext.none(PgVersion.of(PgVersion.NEWEST));
        Analysis analysis =
                Analyzer.analyze(read.script(), Catalog.empty(), context, context.version(), Framework.PLAIN, true);
        LintResult result = bench.lint(analysis);
        for (Finding finding : result.findings()) {
            assertThat(finding.span().end()).isBetween(finding.span().start(), joined.length());
        }
        figures.merge("findings", result.findings().size(), Integer::sum);
        analysis.statements()
                .forEach(statement -> statement
                        .all(Effect.Unmodelled.class)
                        .map(RegressionSuiteExam::kindOf)
                        .distinct()
                        .forEach(what -> count(unmodelled, what)));
    }

    private static String kindOf(Effect.Unmodelled effect) {
        return effect.what()
                .replaceAll("(?s)[\"(:].*", "")
                .replaceAll(
                        "(event trigger|prepared statement|from server|of library|out of tablespace|routine) .*",
                        "$1 …")
                .replaceAll("(ALTER INDEX ALTER COLUMN).*", "$1")
                .strip();
    }
}
