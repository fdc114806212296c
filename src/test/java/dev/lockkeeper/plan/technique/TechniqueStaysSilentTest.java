package dev.lockkeeper.plan.technique;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.plan.Reanalysis;
import dev.lockkeeper.plan.Technique;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements beside a technique's own: it must leave them to others, or to nobody. */
class TechniqueStaysSilentTest {
    private static final String SCHEMA = """
            CREATE TABLE orders (id bigint PRIMARY KEY, status varchar(20), qty int);
            CREATE INDEX orders_status_idx ON orders (status);
            CREATE TABLE log (id bigint NOT NULL, at timestamptz, line text);
            CREATE UNIQUE INDEX log_id_key ON log (id);
            CREATE MATERIALIZED VIEW keyed AS SELECT id FROM orders;
            CREATE UNIQUE INDEX keyed_id_key ON keyed (id);
            CREATE MATERIALIZED VIEW keyless AS SELECT status FROM orders;
            CREATE UNIQUE INDEX keyless_some_key ON keyless (status) WHERE status IS NOT NULL;
            CREATE TABLE events (id bigint NOT NULL, note text) PARTITION BY RANGE (id);
            CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (10);
            CREATE TABLE events_rest PARTITION OF events DEFAULT;
            CREATE TABLE days (id bigint NOT NULL, note text) PARTITION BY RANGE (id);
            CREATE TABLE days_a PARTITION OF days FOR VALUES FROM (0) TO (10);
            CREATE TABLE days_b (id bigint NOT NULL CHECK (id >= 10 AND id < 20), note text);
            CREATE TABLE parents (id bigint PRIMARY KEY);
            CREATE TABLE kids (id bigint PRIMARY KEY REFERENCES parents);
            """;

    @ParameterizedTest(name = "{1}: {0} on {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "AddColumnWithSequence | 16 | ALTER TABLE orders ADD COLUMN n bigint",
                "AddColumnWithSequence | 16 | ALTER TABLE orders ADD COLUMN n int DEFAULT 1 NOT NULL",
                "AddColumnWithSequence | 16 | ALTER TABLE orders ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME orders_n)",
                "AddColumnWithSequence | 16 | CREATE TABLE t (id bigserial PRIMARY KEY)",
                "AddColumnInSteps | 16 | ALTER TABLE orders ADD COLUMN n int DEFAULT 1 NOT NULL",
                "AddColumnInSteps | 16 | ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT now()",
                "PrimaryKeyUsingIndex | 16 | ALTER TABLE log ADD PRIMARY KEY USING INDEX log_id_key",
                "PrimaryKeyUsingIndex | 16 | ALTER TABLE log ADD PRIMARY KEY (id)",
                "RefreshConcurrently | 16 | REFRESH MATERIALIZED VIEW CONCURRENTLY keyed",
                "RefreshConcurrently | 16 | REFRESH MATERIALIZED VIEW keyed WITH NO DATA",
                "RefreshConcurrently | 16 | REFRESH MATERIALIZED VIEW keyless",
                "PartitionViaAttach | 16 | CREATE TABLE IF NOT EXISTS days_c PARTITION OF days FOR VALUES FROM (20) TO (30)",
                "PartitionViaAttach | 16 | CREATE TABLE days_c PARTITION OF days (CHECK (note <> '')) FOR VALUES FROM (20) TO (30)",
                "PartitionViaAttach | 16 | CREATE TABLE days_c PARTITION OF days FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (id)",
                "PartitionViaAttach | 16 | CREATE TABLE t (id bigint)",
                "AttachProven | 16 | ALTER TABLE days ATTACH PARTITION days_b FOR VALUES FROM (10) TO (20)",
                "DetachConcurrently | 16 | ALTER TABLE events DETACH PARTITION events_a",
                "DetachConcurrently | 13 | ALTER TABLE days DETACH PARTITION days_a",
                "DetachConcurrently | 16 | ALTER TABLE days DETACH PARTITION days_a CONCURRENTLY",
                "DropTableKeysFirst | 16 | DROP TABLE orders",
                "DropTableKeysFirst | 16 | DROP TABLE kids, parents",
                "DropTableKeysFirst | 16 | DROP TABLE kids CASCADE",
                "DropTableKeysFirst | 16 | DROP TABLE events_a",
                "SetSchemaWithView | 16 | ALTER MATERIALIZED VIEW keyed SET SCHEMA pg_catalog",
                "KeyedShadowColumn | 16 | ALTER TABLE orders ALTER COLUMN status TYPE varchar(200)",
                "DropIndexConcurrently | 16 | DROP INDEX CONCURRENTLY orders_status_idx",
                "WholeTableWrite | 16 | DELETE FROM orders USING (SELECT max(id) AS id FROM log) newest WHERE orders.id <> newest.id",
                "WholeTableWrite | 16 | DELETE FROM orders USING log WHERE orders.id = log.id",
                "WholeTableWrite | 16 | UPDATE log SET line = upper(line)",
                "WholeTableWrite | 16 | UPDATE log SET line = 'x' WHERE line IS NULL OR at > now()",
                "WholeTableWrite | 16 | UPDATE log SET line = 'x' FROM orders WHERE line IS NULL"
            })
    void leavesItAlone(String technique, int major, String sql) throws ContextException {
        Analysis analysis = new Fixture(Path.of("silent.sql"), SCHEMA, sql, List.of(major), "").analyse(major);
        Technique found = ServiceLoader.load(Technique.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.getClass().getSimpleName().equals(technique))
                .findFirst()
                .orElseThrow();
        assertThat(found.apply(analysis.statements().getFirst(), analysis, new Reanalysis(Bench.READER, Bench.GRAMMAR)))
                .isEmpty();
    }
}
