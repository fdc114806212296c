package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.drift.Difference.Group;
import dev.lockkeeper.drift.Difference.How;
import dev.lockkeeper.drift.HistoryReplay.ReadFile;
import dev.lockkeeper.drift.MigrationHistory.MigrationFile;
import dev.lockkeeper.dryrun.RoleNames;
import dev.lockkeeper.dryrun.SchemaLoader;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Production against its migration history: the history is replayed on a shadow database of production's major,
 * production's schema is loaded into another one, and both are compared by definition.
 */
public final class HistoryDrift {
    /** Tables that a runner keeps for itself: no migration makes them. */
    private static final Set<String> BOOKKEEPING = Set.of(
            "flyway_schema_history",
            "schema_version",
            "schema_migrations",
            "ar_internal_metadata",
            "databasechangelog",
            "databasechangeloglock",
            "alembic_version",
            "django_migrations",
            "_prisma_migrations",
            "goose_db_version",
            "goose_db_version_id_seq",
            "django_migrations_id_seq");

    private static final String MIGRATOR = "lockkeeper_migrator";

    private final ShadowDatabases databases;
    private final ShadowChoice choice;
    private final ScriptReader reader;

    public HistoryDrift(ShadowDatabases databases, ShadowChoice choice, ScriptReader reader) {
        this.databases = databases;
        this.choice = choice;
        this.reader = reader;
    }

    /** {@code applied} is what the runner wrote down, when a file with it was given. */
    public DriftOutcome compare(
            ContextDrift.Side production, MigrationHistory history, Optional<AppliedMigrations> applied) {
        List<ReadFile> files = new ArrayList<>();
        for (MigrationFile file : history.files()) {
            switch (reader.read(file.name(), file.text())) {
                case ScriptOutcome.Unreadable bad -> {
                    return new DriftOutcome.HistoryFails(
                            file.name(), bad.position().line(), "42601", bad.message(), bad.nextStep());
                }
                case ScriptOutcome.Read read -> files.add(new ReadFile(file, read.script()));
            }
        }
        try {
            return new DriftOutcome.Compared(onShadow(production, history, files, applied));
        } catch (HistoryReplay.StoppedException e) {
            return e.failure();
        } catch (ShadowUnavailableException e) {
            return new DriftOutcome.Unavailable(
                    String.valueOf(e.getMessage()),
                    "Mend what it names, or choose another shadow database with --shadow.");
        } catch (SQLException e) {
            return new DriftOutcome.Unavailable(
                    "the shadow database failed with " + e.getSQLState(), "Run it again; if it stays, report it.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DriftOutcome.Unavailable("the comparison was interrupted", "Run it again.");
        }
    }

    private DriftReport onShadow(
            ContextDrift.Side production,
            MigrationHistory history,
            List<ReadFile> files,
            Optional<AppliedMigrations> applied)
            throws ShadowUnavailableException, SQLException, InterruptedException, HistoryReplay.StoppedException {
        SchemaLoader schema =
                SchemaLoader.of(reader, production.schema().orElseThrow().sql());
        List<ObjectStatement.CreateExtension> made = extensions(files);
        SchemaOnShadow shadow = new SchemaOnShadow(
                databases, choice, production.context().version().major());
        shadow.needs(schema);
        shadow.needs(roles(files), made);
        HistoryReplay replay = new HistoryReplay(history.framework());
        HistoryReplay.States states = replayed(shadow, replay, files);
        SchemaOnShadow.Built built = shadow.load(schema);
        List<SchemaObject> here = kept(List.copyOf(states.end().values()));
        List<SchemaObject> there = kept(built.objects());
        List<Difference> differences = new ArrayList<>(new SchemaDifferences(
                        here, there, new SchemaWhys("the history", production.name()), HistoryDrift::ownedByRunner)
                .list());
        differences.addAll(extensionDifferences(made, schema, production.context()));
        List<String> notChecked = new ArrayList<>(replay.skipped());
        built.refused().forEach(line -> notChecked.add(production.name() + ": " + line));
        notChecked.addAll(shadow.differences());
        notChecked.add("Data that migrations insert or change: only the schema is compared.");
        notChecked.add("Default privileges: they belong to roles that a shadow database does not have.");
        List<DriftReport.MigrationState> migrations =
                new ArrayList<>(new MigrationStates(states, there).of(history.files()));
        if (applied.isPresent()) {
            migrations = applied.get().judge(history, migrations);
        } else {
            notChecked.add("Whether an applied migration was edited later: no export of the runner's table was given"
                    + " (--applied FILE).");
        }
        return new DriftReport(
                history.folder() + " (" + files.size() + " migrations, "
                        + history.framework().displayName() + ")",
                production.name(),
                differences,
                migrations,
                notChecked,
                true,
                Optional.of(shadow.description()));
    }

    private static HistoryReplay.States replayed(SchemaOnShadow shadow, HistoryReplay replay, List<ReadFile> files)
            throws ShadowUnavailableException, SQLException, InterruptedException, HistoryReplay.StoppedException {
        record Ended(Optional<HistoryReplay.States> states, Optional<HistoryReplay.StoppedException> stopped) {}
        Ended ended = shadow.build(migrator -> {
            try {
                return new Ended(Optional.of(replay.run(migrator, files)), Optional.empty());
            } catch (HistoryReplay.StoppedException e) {
                return new Ended(Optional.empty(), Optional.of(e));
            }
        });
        if (ended.stopped().isPresent()) {
            throw ended.stopped().get();
        }
        return ended.states().orElseThrow();
    }

    private static List<ObjectStatement.CreateExtension> extensions(List<ReadFile> files) {
        return files.stream()
                .flatMap(file -> file.script().statements().stream())
                .map(statement -> statement.meaning())
                .filter(ObjectStatement.CreateExtension.class::isInstance)
                .map(ObjectStatement.CreateExtension.class::cast)
                .toList();
    }

    private static Set<String> roles(List<ReadFile> files) {
        Set<String> roles = new TreeSet<>();
        files.forEach(file ->
                file.script().statements().forEach(each -> RoleNames.in(each).forEach(roles::add)));
        return roles;
    }

    /** The shadow's migrator owns what the history makes: its name stands for whoever runs migrations in production. */
    private static boolean ownedByRunner(SchemaObject one, SchemaObject other) {
        return one.definition().equals(MIGRATOR) || other.definition().equals(MIGRATOR);
    }

    private static List<SchemaObject> kept(List<SchemaObject> objects) {
        return ContextDrift.withoutExtensions(objects).stream()
                .filter(object -> !object.kind().equals("default privilege"))
                .filter(object -> !bookkeeping(object.name()) && !bookkeeping(object.parent()))
                .toList();
    }

    private static boolean bookkeeping(String name) {
        String text = name.substring(name.lastIndexOf(' ') + 1);
        return java.util.Arrays.stream(text.split("\\."))
                        .anyMatch(part -> BOOKKEEPING.contains(part.toLowerCase(java.util.Locale.ROOT)))
                || BOOKKEEPING.stream().anyMatch(table -> text.endsWith("." + table + "_pkey"));
    }

    /** Both servers have the extensions of both sides: which side asks for which stands in the texts. */
    private static List<Difference> extensionDifferences(
            List<ObjectStatement.CreateExtension> made, SchemaLoader schema, ProductionContext context) {
        Set<String> here = new TreeSet<>();
        made.forEach(extension -> here.add(extension.extension()));
        Set<String> there = new TreeSet<>(context.server().extensions());
        schema.extensions().forEach(extension -> there.add(extension.extension()));
        List<Difference> differences = new ArrayList<>();
        Set<String> all = new TreeSet<>(here);
        all.addAll(there);
        all.remove("plpgsql");
        for (String name : all) {
            if (here.contains(name) != there.contains(name)) {
                differences.add(new Difference(
                        Severity.WARNING,
                        Group.SCHEMA,
                        "extension",
                        name,
                        here.contains(name) ? Optional.of("there") : Optional.empty(),
                        there.contains(name) ? Optional.of("there") : Optional.empty(),
                        here.contains(name) ? How.ONLY_LEFT : How.ONLY_RIGHT,
                        "Types, functions and indexes of it exist on one side only."));
            }
        }
        return differences;
    }
}
