package dev.lockkeeper.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example contexts are valid, and hold the facts that the articles' migrations are judged by. */
class ShopContextsTest {
    private static final Path SHOP = ContextSchemaTest.REPOSITORY.resolve("examples/shop");
    private static final QualifiedName ORDERS = QualifiedName.of("orders");

    @ParameterizedTest
    @CsvSource({"context.json, 16", "context-pg12-report-running.json, 12", "context-pg10.json, 10"})
    void everyExampleIsValidAndReadable(String file, int major) throws Exception {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(ContextSchemaTest.SCHEMA))
                        .validate(Files.readString(SHOP.resolve(file)), InputFormat.JSON))
                .isEmpty();
        ProductionContext context = ContextReader.read(SHOP.resolve(file));
        assertThat(context.version().major()).isEqualTo(major);
        assertThat(context.size(ORDERS).rows()).hasValue(40_000_000);
        assertThat(SHOP.resolve(context.schemaFile().orElseThrow())).isRegularFile();
    }

    @Test
    void stagingIsTheSandboxOfArticle001() throws Exception {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(ContextSchemaTest.SCHEMA))
                        .validate(Files.readString(SHOP.resolve("staging.json")), InputFormat.JSON))
                .isEmpty();
        ProductionContext staging = ContextReader.read(SHOP.resolve("staging.json"));
        assertThat(staging.size(ORDERS).rows()).hasValue(20_000);
        assertThat(staging.writesPerSecond(ORDERS)).hasValue(0);
        assertThat(staging.poolSize()).hasValue(5);
        assertThat(staging.deployment().orElseThrow().iops()).hasValue(3_000);
    }

    @Test
    void theWeeklyReportReadsTheColumnThatLooksUnused() throws Exception {
        ProductionContext context = ContextReader.read(SHOP.resolve("context.json"));
        assertThat(context.queriesUsing(ORDERS, Optional.of("legacy_code")))
                .extracting(WorkloadQuery::application)
                .contains(Optional.of("weekly-finance-report"));
    }

    @Test
    void aReportOfTenMinutesHoldsOrdersWhileThePoolHas150Connections() throws Exception {
        ProductionContext context = ContextReader.read(SHOP.resolve("context-pg12-report-running.json"));
        assertThat(context.version().text()).isEqualTo("12.11");
        assertThat(context.poolSize()).hasValue(150);
        assertThat(context.sessionsOn(ORDERS)).first().satisfies(session -> {
            assertThat(session.state()).isEqualTo("active");
            assertThat(session.durationMillis()).isGreaterThanOrEqualTo(600_000);
        });
    }
}
