package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ExtensionPolicy;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowOptions;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Extensions that no embedded server has: a schema that uses them loads, and what touches them is left to a person. */
class ExtensionStubTest {
    private static final String SCHEMA = """
            CREATE SCHEMA geo;
            CREATE EXTENSION postgis WITH SCHEMA geo;
            CREATE EXTENSION vector WITH SCHEMA public;
            CREATE TABLE public.plain (id bigint PRIMARY KEY, n int);
            CREATE TABLE public.places (id bigint PRIMARY KEY, at geo.geometry(Point,4326) NOT NULL, lon float8, lat float8,
                made geo.geometry GENERATED ALWAYS AS (geo.st_setsrid(geo.st_makepoint(lon, lat), 4326)) STORED);
            CREATE INDEX places_at_idx ON public.places USING gist (at);
            CREATE TABLE public.texts (id bigint PRIMARY KEY, v public.vector(384));
            CREATE INDEX texts_v_idx ON public.texts USING hnsw (v public.vector_cosine_ops);
            CREATE VIEW public.near AS SELECT id FROM public.texts ORDER BY v OPERATOR(public.<->) '[1]'::public.vector;
            CREATE FUNCTION public.length_of(geo.geometry) RETURNS float8 LANGUAGE sql AS 'SELECT geo.st_length($1)';
            """;

    private static final String CONTEXT = """
            {"postgres_version": "%d", "tables": {"plain": {"rows": 100}, "places": {"rows": 100}, "texts": {"rows": 100}}}
            """;

    private static Evidence run(int major, ExtensionPolicy policy, String sql) throws Exception {
        ProductionContext context =
                ContextReader.read("context", CONTEXT.formatted(major).getBytes(StandardCharsets.UTF_8));
        Catalog catalog = Catalog.empty();
        // Generated columns exist from 12 on, as everything here.
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", SCHEMA))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", sql)).script(),
                catalog,
                context,
                context.version(),
                Framework.PLAIN,
                false);
        ShadowDatabases databases = new ShadowDatabases(
                ShadowOptions.defaults(System.getenv(), Map.of()).withExtensions(policy),
                InstantSource.system(),
                new SecureRandom(),
                Progress.SILENT);
        DryRunOutcome outcome = new DryRun(databases, ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(
                                analysis,
                                ((PlanOutcome.Planned) Bench.plan(analysis)).plan(),
                                SCHEMA,
                                50,
                                1,
                                ForecastSettings.OFF,
                                Optional.empty()),
                        analysis.version());
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        return ((DryRunOutcome.Ran) outcome).evidence();
    }

    private static final ExtensionPolicy STUB = new ExtensionPolicy(Set.of(), true);

    @TestFactory
    Stream<DynamicTest> whatTouchesNoStandInIsTestedAsUsual() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> {
                    Evidence evidence = run(major, STUB, "ALTER TABLE plain ADD COLUMN more int");
                    assertThat(evidence.notChecked()).isEmpty();
                    assertThat(evidence.plan().failure()).isEmpty();
                    assertThat(evidence.schemaEqual()).hasValue(true);
                    assertThat(evidence.differences())
                            .anySatisfy(line -> assertThat(line).contains("postgis is not here", "touches nothing"))
                            .anySatisfy(line -> assertThat(line).contains("vector is not here"))
                            .as("indexes need access methods and operator classes")
                            .anySatisfy(line -> assertThat(line).contains("schema line 7 "))
                            .anySatisfy(line -> assertThat(line).contains("schema line 9 "));
                    assertThat(evidence.differences())
                            .filteredOn(line -> line.contains("schema line"))
                            .hasSize(2);
                }));
    }

    @Test
    void whatTouchesAStandInNeedsAPerson() throws Exception {
        int major = Collections.max(Bench.majors());
        for (String sql : List.of(
                "ALTER TABLE places ADD COLUMN more int",
                "ALTER TABLE plain ADD COLUMN v vector(3)",
                "ALTER TABLE plain ADD COLUMN far float8; CREATE VIEW v AS SELECT public.length_of(NULL) FROM plain",
                "DROP VIEW near")) {
            assertThat(run(major, STUB, sql).notChecked())
                    .as(sql)
                    .anySatisfy(
                            line -> assertThat(line).contains("not here", "The migration touches what may use them"));
        }
    }

    @Test
    void withoutThePolicyNothingStandsInAndAPersonDecides() throws Exception {
        Evidence evidence =
                run(Collections.max(Bench.majors()), ExtensionPolicy.DEFAULT, "ALTER TABLE plain ADD COLUMN more int");
        assertThat(evidence.notChecked())
                .anySatisfy(line -> assertThat(line).contains("geo.geometry"))
                .anySatisfy(line -> assertThat(line).contains("vector"));
    }

    @Test
    void whatLeavesTheServerIsNeverAllowed() {
        assertThatThrownBy(() -> new ExtensionPolicy(Set.of("postgis", "dblink"), false))
                .hasMessageContaining("dblink");
    }
}
