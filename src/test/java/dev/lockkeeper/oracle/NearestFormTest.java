package dev.lockkeeper.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.MeasuredLocks;
import dev.lockkeeper.effect.NearestForm;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.ScriptOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which measured form answers for a statement of somebody else's. */
class NearestFormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE t ALTER COLUMN c TYPE bigint | ALTER TABLE orders ALTER COLUMN qty TYPE bigint;",
                "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid() | ALTER TABLE orders ADD COLUMN c uuid DEFAULT gen_random_uuid();",
                "ALTER TABLE big VALIDATE CONSTRAINT x | ALTER TABLE t VALIDATE CONSTRAINT pending_ck;",
                "DROP INDEX CONCURRENTLY foo | DROP INDEX CONCURRENTLY orders_status_idx;",
                "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a) | CREATE UNIQUE INDEX CONCURRENTLY i ON orders (code);",
                "TRUNCATE t | TRUNCATE items;",
                "VACUUM FULL t | VACUUM (FULL) orders;"
            })
    void isFound(String statement, String form) {
        NearestForm forms = new NearestForm(MeasuredLocks.of(16).orElseThrow(), Bench.READER, 16);
        assertThat(forms.to(Analyzer.analyze(
                                        ((ScriptOutcome.Read) Bench.READER.read("x", statement)).script(),
                                        Catalog.empty(),
                                        ProductionContext.none(PgVersion.of(16)),
                                        PgVersion.of(16),
                                        Framework.PLAIN,
                                        false)
                                .statements()
                                .getFirst())
                        .map(found -> found.nearest().form().statement()))
                .hasValue(form);
    }
}
