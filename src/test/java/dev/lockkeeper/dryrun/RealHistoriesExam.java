package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.RealMigrations.Migration;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowExtension;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The whole history of real applications on a real server, beside the replayed catalog: what the server accepts must not
 * be called refused, and in the end both must know the same tables, columns, indexes, views, sequences, constraints and
 * triggers. Folder as for {@link RealMigrationsExam}.
 */
@Tag("exam")
@EnabledIfSystemProperty(
        named = "gate.migrations.folder",
        matches = ".+",
        disabledReason = "SKIPPED: give -Dgate.migrations.folder=FOLDER with migrations of applications")
class RealHistoriesExam {
    private final int major = Collections.max(Bench.majors());
    private final List<String> wrong = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();

    @Test
    void theReplayedCatalogIsTheServers() throws Exception {
        ProductionContext context = ContextReader.read(
                "context", ("{\"postgres_version\": \"" + major + "\"}").getBytes(StandardCharsets.UTF_8));
        for (RealMigrations application :
                RealMigrations.under(Path.of(System.getProperty("gate.migrations.folder", "")))) {
            ShadowRequest request = ShadowRequest.forMajor(major).withExtensions(extensions(application));
            try (ShadowDatabase shadow = Bench.databases().open(request, ShadowChoice.EMBEDDED);
                    Connection server = shadow.migrator()) {
                Catalog catalog = Catalog.empty();
                int refused = 0;
                int unsure = 0;
                int unmodelled = 0;
                for (Migration migration : application.history()) {
                    List<StatementEffects> statements = Analyzer.analyze(
                                    migration.up(), catalog, context, context.version(), Framework.PLAIN, true)
                            .statements();
                    boolean whole = true;
                    for (StatementEffects at : statements) {
                        if (SchemaLoader.skipped(at.statement().meaning())) {
                            continue;
                        }
                        String where = application.application() + " " + migration.name() + ":"
                                + at.statement().position().line();
                        whole = whole && !at.has(Effect.Unmodelled.class);
                        if (accepted(server, at.statement(), where)) {
                            List<Effect.Refused> claimed =
                                    at.all(Effect.Refused.class).toList();
                            unsure += claimed.stream().anyMatch(RealHistoriesExam::unsure) ? 1 : 0;
                            claimed.stream()
                                    .filter(effect -> !unsure(effect))
                                    .forEach(effect -> wrong.add(where + " is accepted, not refused: " + effect));
                        } else {
                            refused++;
                        }
                    }
                    unmodelled += whole ? 0 : 1;
                    for (ScriptStatement statement : migration.up().statements()) {
                        catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
                    }
                }
                server.createStatement().execute("RESET ALL");
                compare(application.application(), catalog, FingerprintReader.objects(server));
                figures.add(
                        application.application() + ": " + application.history().size() + " migrations, "
                                + unmodelled + " with an unmodelled statement, " + unsure
                                + " statements of which a view may depend and does not, " + refused
                                + " statements refused by PostgreSQL "
                                + shadow.serverVersion());
            }
        }
        figures.forEach(System.out::println);
        wrong.forEach(System.out::println);
        assertThat(wrong).isEmpty();
    }

    /** Which column of which relation a view means is told by its words: the message says "may". */
    private static boolean unsure(Effect.Refused refused) {
        return refused.message().contains(" may depend on it");
    }

    private static List<ShadowExtension> extensions(RealMigrations application) {
        return application.history().stream()
                .flatMap(each -> each.up().statements().stream())
                .map(ScriptStatement::meaning)
                .filter(ObjectStatement.CreateExtension.class::isInstance)
                .map(ObjectStatement.CreateExtension.class::cast)
                .map(create ->
                        new ShadowExtension(create.extension(), create.schema().orElse("public")))
                .distinct()
                .toList();
    }

    private static boolean accepted(Connection server, ScriptStatement statement, String where) {
        try (java.sql.Statement call = server.createStatement()) {
            call.setEscapeProcessing(false);
            call.execute(statement.sql());
            return true;
        } catch (SQLException e) {
            System.out.println(where + " is refused by the server: " + e.getSQLState() + " "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            return false;
        }
    }

    private void compare(String application, Catalog catalog, List<SchemaObject> server) {
        TreeSet<String> here = new TreeSet<>();
        List<Table> tables = catalog.tables()
                .filter(table -> table.kind() != Table.Kind.MATERIALIZED_VIEW)
                .toList();
        TreeSet<String> unknown = new TreeSet<>();
        for (Table table : tables) {
            String name = table.name().schema() + "." + table.name().name();
            if (table.columnsUnknown()) {
                unknown.add(name);
            } else {
                table.columns().forEach(column -> here.add("column " + name + "." + column.name()));
            }
            here.add("relation " + name);
            table.constraints().stream()
                    .filter(c -> c.kind() != dev.lockkeeper.sql.ConstraintDefinition.Kind.NOT_NULL)
                    .forEach(c -> here.add("constraint " + name + "." + c.name()));
            catalog.triggersOf(table.name()).forEach(trigger -> here.add("trigger " + name + "." + trigger.name()));
        }
        catalog.indexes().keySet().forEach(name -> here.add("index " + name.schema() + "." + name.name()));
        catalog.views().keySet().forEach(name -> here.add("relation " + name.schema() + "." + name.name()));
        catalog.sequences().keySet().forEach(name -> here.add("relation " + name.schema() + "." + name.name()));
        TreeSet<String> views = new TreeSet<>();
        catalog.views().keySet().forEach(name -> views.add(name.schema() + "." + name.name()));
        TreeSet<String> there = new TreeSet<>();
        server.stream()
                .filter(object -> List.of("relation", "column", "index", "constraint", "trigger")
                        .contains(object.kind()))
                .filter(object -> !object.definition().startsWith("NOT NULL")
                        || !object.kind().equals("constraint"))
                .filter(object -> !object.parent().startsWith("type "))
                .map(SchemaObject::key)
                .filter(key -> !key.startsWith("column ")
                        || Stream.concat(views.stream(), unknown.stream())
                                .noneMatch(relation -> key.startsWith("column " + relation + ".")))
                .forEach(there::add);
        there.stream()
                .filter(key -> !here.contains(key))
                .forEach(key -> wrong.add(application + ": only on the server: " + key));
        here.stream()
                .filter(key -> !there.contains(key))
                .forEach(key -> wrong.add(application + ": only in the catalog: " + key));
        figures.add(application + ": " + there.size() + " objects compared");
    }
}
