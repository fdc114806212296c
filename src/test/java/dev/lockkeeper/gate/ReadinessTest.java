package dev.lockkeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.SchemaText;
import dev.lockkeeper.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No context, an old one or a foreign one is Unavailable, with the command that mends it. */
class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    @TempDir
    private Path folder;

    private Optional<Verdict.Unavailable> check(String yaml, String json) throws Exception {
        GateConfig config = GateConfigReader.read(Files.writeString(folder.resolve("lockkeeper.yaml"), yaml))
                .database(Optional.empty());
        ProductionContext context = ContextReader.read("test", json.getBytes(StandardCharsets.UTF_8));
        Production production = new Production(context, Catalog.empty(), Optional.of(new SchemaText("schema.sql", "")));
        return new Readiness(config, NOW).check(production, context.version());
    }

    private static final String SHOP =
            "databases: {shop: {url: 'postgres://db/shop', database: shop, system_identifier: '77'}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-24T09:00:00Z | shop  | 77 | ready",
                "2026-11-24T07:00:00Z | shop  | 77 | the context is 25 hours old, the limit is 24 hours",
                "2026-11-20T07:00:00Z | shop  | 77 | the context is 5 days old, the limit is 24 hours",
                "2026-11-25T10:00:00Z | shop  | 77 | captured in the future",
                "2026-11-24T09:00:00Z | stage | 77 | database stage, lockkeeper.yaml declares shop",
                "2026-11-24T09:00:00Z | shop  | 78 | system identifier 78, lockkeeper.yaml declares 77",
            })
    void aContextIsFreshAndOfTheDeclaredDatabase(String captured, String name, String system, String answer)
            throws Exception {
        Optional<Verdict.Unavailable> unavailable = check(
                SHOP,
                "{\"postgres_version\": \"16\", \"captured_at\": \"" + captured + "\", \"database\": {\"name\": \""
                        + name + "\", \"system_identifier\": \"" + system + "\"}}");
        if (answer.equals("ready")) {
            assertThat(unavailable).isEmpty();
        } else {
            assertThat(unavailable.orElseThrow().reason()).contains(answer);
        }
    }

    @Test
    void theCommandThatMendsItIsNamed() throws Exception {
        assertThat(check(
                                SHOP,
                                "{\"postgres_version\": \"16\", \"database\": {\"name\": \"shop\", \"system_identifier\": \"77\"}}")
                        .orElseThrow()
                        .nextStep())
                .contains("lockkeeper snapshot --database shop");
        assertThat(check("policy: {}", "{\"postgres_version\": \"16\"}")
                        .orElseThrow()
                        .nextStep())
                .contains("lockkeeper snapshot --url postgres://USER@HOST/DATABASE -o production.json");
    }

    @Test
    void withoutIdentityADeclaredDatabaseIsForeign() throws Exception {
        assertThat(check(SHOP, "{\"postgres_version\": \"16\", \"captured_at\": \"2026-11-25T07:00:00Z\"}")
                        .orElseThrow()
                        .reason())
                .contains("database not said");
    }

    @Test
    void whatIsDeclaredWinsAndChangesTheDigest() throws Exception {
        GateConfig config = GateConfigReader.read(Files.writeString(
                        folder.resolve("lockkeeper.yaml"),
                        "databases: {shop: {pool_size: 90, deployment: {peak_hours: '09-12', iops: 3000}}}"))
                .database(Optional.empty());
        ProductionContext captured = ContextReader.read("test", """
                {"postgres_version": "16", "captured_hour": 3, "connections": {"max_connections": 300, "pool_size": 10},
                 "deployment": {"peak_hours": "00-24", "disk_free_bytes": 5}}""".getBytes(StandardCharsets.UTF_8));
        ProductionContext declared = captured.declaring(config.source().declared());
        assertThat(declared.poolSize()).hasValue(90);
        assertThat(declared.connections().orElseThrow().maxConnections()).hasValue(300);
        assertThat(declared.deployment().orElseThrow().diskFreeBytes()).hasValue(5);
        assertThat(captured.outsidePeak()).isFalse();
        assertThat(declared.outsidePeak()).isTrue();
        assertThat(declared.digest()).isNotEqualTo(captured.digest()).hasSize(64);
        assertThat(declared.version()).isEqualTo(PgVersion.of(16));
    }
}
