package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A file of {@code techniques/}: a schema whose tables are all large, a hazardous migration, and behind
 * {@code -- plan on} the golden plan of each range of majors.
 */
record Fixture(Path file, String schema, String migration, List<Integer> majors, String golden) {
    private static final String MIGRATION = "-- migration";
    private static final String PLAN = "-- plan on ";

    static Stream<Fixture> all() {
        try {
            Path folder = Path.of(Fixture.class.getResource("/techniques").toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files
                        .filter(file -> file.toString().endsWith(".sql"))
                        .sorted()
                        .map(Fixture::of)
                        .toList()
                        .stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Fixture of(Path file) {
        try {
            String text = Files.readString(file);
            int migration = text.indexOf(MIGRATION);
            int end = text.indexOf('\n', migration);
            String only = text.substring(migration + MIGRATION.length(), end).strip();
            int plan = text.indexOf(PLAN);
            return new Fixture(
                    file,
                    text.substring(0, migration),
                    text.substring(end + 1, plan < 0 ? text.length() : plan).strip(),
                    range(only),
                    plan < 0 ? "" : text.substring(plan));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code from 14}, or every major that a review supports. */
    private static List<Integer> range(String only) {
        int first = only.startsWith("from ") ? Integer.parseInt(only.substring(5)) : 12;
        return IntStream.rangeClosed(first, 18).boxed().toList();
    }

    String name() {
        return file.getFileName().toString().replace(".sql", "");
    }

    Analysis analyse(int major) throws ContextException {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", schema))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        String tables = catalog.tables()
                .map(Table::name)
                .map(table -> "\"" + table.schema() + "." + table.name()
                        + "\": {\"rows\": 40000000, \"heap_bytes\": 8000000000}")
                .collect(Collectors.joining(", "));
        String json = "{\"postgres_version\": \"" + major + "\", \"tables\": {" + tables + "}}";
        ProductionContext context = ContextReader.read("context", json.getBytes(StandardCharsets.UTF_8));
        return Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("migration.sql", migration)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
    }
}
