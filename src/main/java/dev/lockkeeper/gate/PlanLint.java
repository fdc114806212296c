package dev.lockkeeper.gate;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.RunnerTransactions;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.runner.RunnerMigration;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The plan's own files must be as clean as anybody's: they are read and judged in order, for psql, and again as the
 * runner sends those that it gets.
 */
final class PlanLint {
    private final ScriptReader reader;
    private final Gate.Linting linting;
    private final Analysis original;

    PlanLint(ScriptReader reader, Gate.Linting linting, Analysis original) {
        this.reader = reader;
        this.linting = linting;
        this.original = original;
    }

    /** By phase. */
    Map<Integer, LintResult> of(Planned planned) {
        Map<Integer, LintResult> findings = new TreeMap<>();
        Catalog catalog = original.start();
        for (PlanFile file : planned.files()) {
            Optional<Script> script = file.rollback() ? Optional.empty() : read(file.path(), file.text());
            if (script.isPresent()) {
                catalog = judge(script.get(), catalog, Framework.PLAIN, Optional.empty(), file.phase(), findings);
            }
        }
        if (planned.runner().isPresent()) {
            catalog = original.start();
            for (RunnerMigration each : planned.runner().get().migrations().toList()) {
                catalog = judge(
                        read(each.judged().path(), each.judged().sql())
                                .orElseThrow(() -> new IllegalStateException(
                                        each.judged().path() + " was written and cannot be read")),
                        catalog,
                        planned.runner().get().framework(),
                        each.transactions(),
                        each.phase(),
                        findings);
            }
        }
        return findings;
    }

    private Optional<Script> read(String path, String text) {
        return reader.read(path, text) instanceof ScriptOutcome.Read read
                ? Optional.of(read.script())
                : Optional.empty();
    }

    private Catalog judge(
            Script script,
            Catalog catalog,
            Framework framework,
            Optional<RunnerTransactions> transactions,
            int phase,
            Map<Integer, LintResult> findings) {
        Analysis own = Analyzer.analyze(
                script,
                catalog,
                original.context(),
                original.version(),
                framework,
                transactions.orElseGet(() -> RunnerTransactions.of(framework, script)),
                true);
        findings.merge(phase, linting.lint(own), PlanLint::both);
        return own.end();
    }

    /** The same finding in both forms of a file is one. */
    private static LintResult both(LintResult first, LintResult second) {
        List<Finding> all = new ArrayList<>(first.findings());
        second.findings().stream()
                .filter(finding -> first.findings().stream()
                        .noneMatch(known -> known.code().equals(finding.code())
                                && known.message().equals(finding.message())))
                .forEach(all::add);
        return new LintResult(all, first.suppressed());
    }
}
