package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.SchemaLoader;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowExtension;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import dev.lockkeeper.dryrun.shadow.TimeLimit;
import dev.lockkeeper.sql.ObjectStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Shadow databases of one major on which both sides are built, so that the same server deparses both. Each side gets a
 * server of its own with the roles and extensions of both.
 */
final class SchemaOnShadow {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ShadowDatabases databases;
    private final ShadowChoice choice;
    private final int major;
    private final Set<String> roles = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final java.util.Map<String, ShadowExtension> extensions = new java.util.TreeMap<>();

    SchemaOnShadow(ShadowDatabases databases, ShadowChoice choice, int major) {
        this.databases = databases;
        this.choice = choice;
        this.major = major;
    }

    /** What a server was asked to build. */
    interface Build<T> {
        T on(Connection migrator) throws SQLException;
    }

    /** The objects of a schema dump, and what the server refused of it. */
    record Built(List<SchemaObject> objects, List<String> refused) {
        Built {
            objects = List.copyOf(objects);
            refused = List.copyOf(refused);
        }
    }

    void needs(SchemaLoader schema) {
        needs(schema.roles(), schema.extensions());
    }

    void needs(Set<String> moreRoles, List<ObjectStatement.CreateExtension> moreExtensions) {
        roles.addAll(moreRoles);
        moreExtensions.forEach(extension -> extensions.putIfAbsent(
                extension.extension(),
                new ShadowExtension(extension.extension(), extension.schema().orElse("public"))));
    }

    Built load(SchemaLoader schema) throws ShadowUnavailableException, SQLException, InterruptedException {
        return build(migrator -> {
            List<String> refused = schema.load(migrator);
            return new Built(FingerprintReader.objects(migrator), refused);
        });
    }

    <T> T build(Build<T> build) throws ShadowUnavailableException, SQLException, InterruptedException {
        ShadowRequest request =
                ShadowRequest.forMajor(major).withStubRoles(roles).withExtensions(List.copyOf(extensions.values()));
        try (ShadowDatabase shadow = databases.open(request, choice);
                TimeLimit limit = shadow.limit(LIMIT);
                Connection migrator = shadow.migrator()) {
            shadow.differences().stream()
                    .filter(line -> line.startsWith("Extension "))
                    .forEach(seen::add);
            description = shadow.description();
            return build.on(migrator);
        }
    }

    private String description = "";

    String description() {
        return description;
    }

    /** Extensions that the server could not make. */
    List<String> differences() {
        return seen.stream().filter(line -> !line.isEmpty()).toList();
    }
}
