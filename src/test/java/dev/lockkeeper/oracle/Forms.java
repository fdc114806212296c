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
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.Statement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Forms as the engine sees them: each read once, the situation as a catalog. */
final class Forms {
    private final Map<String, Catalog> catalogs = new HashMap<>();
    private final Map<String, Script> scripts = new HashMap<>();
    private final Map<String, ProductionContext> contexts = new HashMap<>();

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
        ProductionContext context = contexts.computeIfAbsent(form.section() + ' ' + major, key -> context(form, major));
        return Analyzer.analyze(
                scripts.computeIfAbsent(form.statement(), Forms::read),
                catalog(form),
                context,
                context.version(),
                Framework.PLAIN,
                false);
    }

    /** As a snapshot would say it: where the database lies, and which tables have not a byte. */
    private static ProductionContext context(MeasuredForm form, int major) {
        try {
            return ContextReader.read(
                    "context",
                    ("{\"postgres_version\": \"" + major
                                    + "\", \"server\": {\"tablespace\": \"pg_default\"}, \"tables\": {"
                                    + String.join(", ", empty(form)) + "}}")
                            .getBytes(StandardCharsets.UTF_8));
        } catch (ContextException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> empty(MeasuredForm form) {
        List<Statement> given = read(form.given()).statements().stream()
                .map(ScriptStatement::meaning)
                .toList();
        Set<QualifiedName> filled = given.stream()
                .filter(DataStatement.Insert.class::isInstance)
                .map(insert -> ((DataStatement.Insert) insert).table())
                .collect(Collectors.toSet());
        return given.stream()
                .filter(RelationStatement.CreateTable.class::isInstance)
                .map(RelationStatement.CreateTable.class::cast)
                .filter(create -> create.partitionOf().isEmpty()
                        && create.inherits().isEmpty()
                        && !create.table().hasSchema()
                        && create.table().name().matches("[a-z_]+")
                        && !filled.contains(create.table()))
                .map(create -> '"' + create.table().name() + "\": {\"rows\": 0, \"heap_bytes\": 0}")
                .distinct()
                .toList();
    }

    private static Script read(String sql) {
        return switch (Bench.READER.read("form", sql)) {
            case ScriptOutcome.Read read -> read.script();
            case ScriptOutcome.Unreadable unreadable ->
                throw new IllegalArgumentException(unreadable.message() + ": " + sql);
        };
    }
}
