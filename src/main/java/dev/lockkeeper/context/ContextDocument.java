package dev.lockkeeper.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The context file as it is written, key by key (docs/schemas/context.schema.json). */
record ContextDocument(
        @JsonProperty(required = true) String postgresVersion,
        Optional<Instant> capturedAt,
        OptionalInt capturedHour,
        OptionalDouble sampleSeconds,
        Optional<DatabaseIdentity> database,
        Map<String, String> settings,
        Map<QualifiedName, TableFacts> tables,
        List<WorkloadQuery> workload,
        Optional<UsageCoverage> usageCoverage,
        List<Session> sessions,
        Optional<Connections> connections,
        Optional<Deployment> deployment,
        @Nullable ServerFacts server,
        List<String> notCaptured,
        Optional<String> schema,
        Optional<String> schemaFile) {

    ContextDocument {
        if (schema.isPresent() && schemaFile.isPresent()) {
            throw new BadFactException("schema_file", "and schema are both given; keep the one that is current");
        }
    }

    /** The document that says what {@code context} holds; the digest is that of the bytes, and not in them. */
    static ContextDocument of(ProductionContext context) {
        return new ContextDocument(
                context.version().text(),
                context.capturedAt(),
                context.capturedHour(),
                context.sampleSeconds(),
                context.database(),
                context.settings(),
                context.tables(),
                context.workload(),
                context.usageCoverage(),
                context.sessions(),
                context.connections(),
                context.deployment(),
                context.server().equals(ServerFacts.NOTHING) ? null : context.server(),
                context.notCaptured(),
                context.schema(),
                context.schemaFile());
    }

    ProductionContext context(String digest) {
        return new ProductionContext(
                version(),
                capturedAt,
                capturedHour,
                sampleSeconds,
                database,
                settings,
                tables,
                workload,
                usageCoverage,
                sessions,
                connections,
                deployment,
                server == null ? ServerFacts.NOTHING : server,
                notCaptured,
                schema,
                schemaFile,
                digest);
    }

    private PgVersion version() {
        try {
            return PgVersion.parse(postgresVersion);
        } catch (IllegalArgumentException e) {
            throw new BadFactException(
                    "postgres_version",
                    "is \"" + postgresVersion + "\", but must start with a major such as 16 or 16.6");
        }
    }
}
