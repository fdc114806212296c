package dev.lockkeeper.app.cli;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.LintJson;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lints a history: each file on the schema that the ones before it leave, results in the order of the files. Only
 * that schema ties files together: reading ahead and judging behind it happen on other threads.
 */
record LintRun(ScriptReader reader, Linter linter, Production production, PgVersion version) {
    /** So many files are read before their turn: enough to keep all threads busy. */
    private static final int AHEAD = 64;

    List<LintJson.File> over(List<MigrationRequest> inputs) {
        if (inputs.size() == 1) {
            return over(inputs, Runnable::run);
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            return over(inputs, threads);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<LintJson.File> over(List<MigrationRequest> inputs, Executor threads) {
        Deque<CompletableFuture<ScriptOutcome>> read = new ArrayDeque<>();
        List<CompletableFuture<LintJson.File>> judged = new ArrayList<>();
        Catalog catalog = production.catalog();
        int next = 0;
        for (MigrationRequest input : inputs) {
            while (next < inputs.size() && read.size() < AHEAD) {
                MigrationRequest later = inputs.get(next++);
                read.add(CompletableFuture.supplyAsync(() -> reader.read(later.name(), later.bytes()), threads));
            }
            switch (read.remove().join()) {
                case ScriptOutcome.Unreadable unreadable ->
                    judged.add(CompletableFuture.completedFuture(LintJson.File.unreadable(unreadable)));
                case ScriptOutcome.Read script -> {
                    Analysis analysis = Analyzer.analyze(
                            script.script(),
                            catalog,
                            production.context(),
                            version,
                            input.framework(),
                            input.transactions(script.script()),
                            input.down().isPresent());
                    catalog = analysis.end();
                    judged.add(CompletableFuture.supplyAsync(
                            () -> LintJson.File.read(input.name(), linter.lint(analysis)), threads));
                }
            }
        }
        return judged.stream().map(CompletableFuture::join).toList();
    }
}
