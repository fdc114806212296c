package dev.lockkeeper.oracle;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.MeasuredForm;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Forms as the engine sees them: each read once, the situation as a catalog. */
final class Forms {
    private final Map<String, Catalog> catalogs = new HashMap<>();
    private final Map<String, Script> scripts = new HashMap<>();
    private final Map<Integer, ProductionContext> contexts = new HashMap<>();

    Catalog catalog(MeasuredForm form) {
        return catalogs.computeIfAbsent(form.section(), section -> {
            Catalog catalog = Catalog.empty();
            for (ScriptStatement statement : read(form.given()).statements()) {
                catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
            }
            return catalog;
        });
    }

    Analysis analyse(MeasuredForm form, int major) {
        ProductionContext context = contexts.computeIfAbsent(major, Forms::context);
        return Analyzer.analyze(
                scripts.computeIfAbsent(form.statement(), Forms::read),
                catalog(form),
                context,
                context.version(),
                Framework.PLAIN,
                false);
    }

    private static ProductionContext context(int major) {
        try {
            return ContextReader.read(
                    "context",
                    ("{\"postgres_version\": \"" + major + "\", \"server\": {\"tablespace\": \"pg_default\"}}")
                            .getBytes(StandardCharsets.UTF_8));
        } catch (ContextException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Script read(String sql) {
        return switch (Bench.READER.read("form", sql)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable ->
                throw new IllegalArgumentException(unreadable.message() + ": " + sql);
        };
    }
}
