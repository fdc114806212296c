package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ExtensionPolicy;
import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowOptions;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A dump whose indexes need an extension (bloom stands for PostGIS, pgvector and the like: an access method that nothing
 * can stand in for), restored into containers of the image that the user names; skipped where no engine answers.
 */
@Tag("docker")
class BackupContainerTest {
    private static final String IMAGE = System.getProperty("gate.docker.image", "postgres:{major}");
    private static final String EXTENSION =
            "CREATE EXTENSION bloom;\nCREATE INDEX orders_bloom_idx ON public.orders USING bloom (qty);\n";

    @TempDir
    private Path folder;

    static List<Integer> majors() {
        return Bench.majors();
    }

    private DryRunOutcome run(int major, Set<String> extensions) throws Exception {
        String orders =
                IntStream.rangeClosed(1, 300).mapToObj(i -> i + "\t1\tnew\t3").collect(Collectors.joining("\n"));
        // As pg_dump does: the extension first, the index at the end.
        String dump = Dumps.shop("1\tAnn\tann@secret.example", orders, EXTENSION);
        Path file = Files.writeString(folder.resolve("shop.sql"), dump);
        Path rules = Files.writeString(
                folder.resolve("rules.yaml"), "customers: {email: email}\norders: {customer_id: shuffle}\n");
        String schema = Bench.SCHEMA + EXTENSION;
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement : ((ScriptOutcome.Read) Bench.READER.read("schema", schema))
                .script()
                .statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        Analysis analysis = Analyzer.analyze(
                ((ScriptOutcome.Read) Bench.READER.read("m.sql", "ALTER TABLE orders ALTER COLUMN qty SET NOT NULL"))
                        .script(),
                catalog,
                Bench.context(major),
                Bench.context(major).version(),
                Framework.PLAIN,
                false);
        ShadowOptions options = ShadowOptions.defaults(System.getenv(), Map.of())
                .withImage(IMAGE)
                .withOffline(true)
                .withExtensions(new ExtensionPolicy(extensions, false));
        return new DryRun(
                        new ShadowDatabases(options, InstantSource.system(), new SecureRandom(), Progress.SILENT),
                        new ShadowSource.Backup(file, Optional.empty(), Optional.of(rules), "", ShadowChoice.CONTAINER),
                        Bench.READER,
                        InstantSource.system())
                .run(
                        new DryRunRequest(
                                analysis,
                                ((PlanOutcome.Planned) Bench.plan(analysis)).plan(),
                                schema,
                                100,
                                1,
                                ForecastSettings.OFF,
                                Optional.empty()),
                        analysis.version());
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aBackupRunsInTheImageThatTheUserNames(int major) throws Exception {
        DryRunOutcome outcome = run(major, Set.of("bloom"));
        if (outcome instanceof DryRunOutcome.Unavailable unavailable) {
            boolean image = System.getProperty("gate.docker.image") == null
                    && unavailable.reason().contains("is not here");
            assumeFalse(image || unavailable.reason().contains("no Docker engine answers"), unavailable.reason());
        }
        assertThat(outcome).isInstanceOf(DryRunOutcome.Ran.class);
        Evidence evidence = ((DryRunOutcome.Ran) outcome).evidence();
        assertThat(evidence.shadow()).startsWith("container ").contains("backup shop.sql", "values masked");
        assertThat(evidence.serverVersion()).startsWith(major + ".");
        assertThat(evidence.notChecked()).isEmpty();
        assertThat(evidence.plan().failure()).isEmpty();
        assertThat(evidence.rows()).containsEntry(QualifiedName.of("public", "orders"), 300L);
        assertThat(evidence.rollback().prefixes()).isNotEmpty().allMatch(RollbackProof.Prefix::proven);

        Evidence without = ((DryRunOutcome.Ran) run(major, Set.of())).evidence();
        assertThat(without.differences()).anySatisfy(line -> assertThat(line).contains("bloom", "not on the list"));
        assertThat(String.join("\n", without.notChecked())).contains("bloom");
    }
}
