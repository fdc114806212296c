package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.SchemaLoader;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.SchemaText;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reality gap between two captured databases, staging on the left and production on the right: facts are compared as
 * they stand in the files, schemas after one server of production's major has deparsed both.
 */
public final class ContextDrift {
    private final ShadowDatabases databases;
    private final ShadowChoice choice;
    private final ScriptReader reader;

    public ContextDrift(ShadowDatabases databases, ShadowChoice choice, ScriptReader reader) {
        this.databases = databases;
        this.choice = choice;
        this.reader = reader;
    }

    /** One side: its name for people, its facts, and its schema when the file has one. */
    public record Side(String name, ProductionContext context, Optional<SchemaText> schema) {}

    /** A report always comes about; what could not be compared is named in it. */
    public DriftReport compare(Side left, Side right) {
        List<Difference> differences = new ArrayList<>(NumberDifferences.of(left.context(), right.context()));
        differences.addAll(SettingDifferences.of(left.context(), right.context()));
        List<String> notChecked = new ArrayList<>();
        Stream.of(left, right)
                .forEach(side -> side.context()
                        .notCaptured()
                        .forEach(line -> notChecked.add(side.name() + " was captured without: " + line)));
        Optional<String> server = schemas(left, right, differences, notChecked);
        return new DriftReport(
                left.name(), right.name(), differences, List.of(), notChecked, server.isPresent(), server);
    }

    /** The server that deparsed both, empty when the schemas were not compared. */
    private Optional<String> schemas(Side left, Side right, List<Difference> differences, List<String> notChecked) {
        for (Side side : List.of(left, right)) {
            if (side.schema().isEmpty()) {
                notChecked.add("Schemas were not compared: " + side.name()
                        + " holds none. Add schema_file (output of pg_dump --schema-only) to it.");
                return Optional.empty();
            }
        }
        PgVersion version = right.context().version();
        if (!version.dryRunnable()) {
            notChecked.add("Schemas were not compared: there is no shadow server of PostgreSQL " + version
                    + ", only of " + PgVersion.OLDEST_DRY_RUN + " to " + PgVersion.NEWEST + ".");
            return Optional.empty();
        }
        try {
            return Optional.of(onShadow(left, right, differences, notChecked));
        } catch (ShadowUnavailableException e) {
            notChecked.add("Schemas were not compared: " + e.getMessage());
        } catch (SQLException e) {
            notChecked.add("Schemas were not compared: the shadow database failed with " + e.getSQLState()
                    + ". Run it again; if it stays, report it.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notChecked.add("Schemas were not compared: interrupted. Run it again.");
        }
        return Optional.empty();
    }

    private String onShadow(Side left, Side right, List<Difference> differences, List<String> notChecked)
            throws ShadowUnavailableException, SQLException, InterruptedException {
        SchemaLoader one = SchemaLoader.of(reader, left.schema().orElseThrow().sql());
        SchemaLoader other =
                SchemaLoader.of(reader, right.schema().orElseThrow().sql());
        SchemaOnShadow shadow =
                new SchemaOnShadow(databases, choice, right.context().version().major());
        shadow.needs(one);
        shadow.needs(other);
        SchemaOnShadow.Built here = shadow.load(one);
        SchemaOnShadow.Built there = shadow.load(other);
        here.refused().forEach(line -> notChecked.add(left.name() + ": " + line));
        there.refused().forEach(line -> notChecked.add(right.name() + ": " + line));
        notChecked.addAll(shadow.differences());
        differences.addAll(new SchemaDifferences(
                        withoutExtensions(here.objects()),
                        withoutExtensions(there.objects()),
                        new SchemaWhys(left.name(), right.name()),
                        (a, b) -> false)
                .list());
        return shadow.description();
    }

    /** Both servers have the extensions of both sides: which side has which is known from the files. */
    static List<SchemaObject> withoutExtensions(List<SchemaObject> objects) {
        return objects.stream()
                .filter(object -> !object.kind().equals("extension"))
                .toList();
    }
}
