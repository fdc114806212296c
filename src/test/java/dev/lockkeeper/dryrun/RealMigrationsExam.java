package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.RealMigrations.Migration;
import dev.lockkeeper.dryrun.forecast.ForecastSettings;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.PlanOutcome;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Migrations of real applications, from the folder that {@code -Dgate.migrations.folder=FOLDER} names, one subfolder an
 * application (docs/benchmarks/real-migrations.md): each is run up, down by the application's own file, compared, and up
 * again, on the schema that the history before it leaves. {@code -Dgate.migrations.each=N}, or {@code all}, says how many.
 */
@Tag("exam")
@EnabledIfSystemProperty(
        named = "gate.migrations.folder",
        matches = ".+",
        disabledReason = "SKIPPED: give -Dgate.migrations.folder=FOLDER with migrations of applications")
class RealMigrationsExam {
    private static final long ROWS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final int major = Collections.max(Bench.majors());
    private final ProductionContext context = ContextReader.read(
            "context", ("{\"postgres_version\": \"" + major + "\"}").getBytes(StandardCharsets.UTF_8));
    private final Map<String, Integer> figures = new TreeMap<>();
    private final List<String> ours = new ArrayList<>();

    RealMigrationsExam() throws Exception {}

    @Test
    void upDownCompareUpAgain() throws Exception {
        String each = System.getProperty("gate.migrations.each", "10");
        int many = each.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(each);
        for (RealMigrations application :
                RealMigrations.under(Path.of(System.getProperty("gate.migrations.folder", "")))) {
            List<Migration> chosen = application.chosen(many);
            Catalog catalog = Catalog.empty();
            StringBuilder schema = new StringBuilder();
            for (Migration migration : application.history()) {
                if (chosen.contains(migration)) {
                    report(
                            application.application(),
                            migration,
                            switch (migration.down().orElseThrow()) {
                                case ScriptOutcome.Unreadable bad ->
                                    new Result(
                                            Kind.DEFECT_OF_THE_APPLICATION,
                                            bad.name() + ":" + bad.position() + ": " + bad.message());
                                case ScriptOutcome.Read down ->
                                    judge(migration, down.script(), catalog, schema.toString());
                            });
                }
                catalog = replayed(catalog, migration.up());
                schema.append("\n;\n").append(migration.up().text());
            }
        }
        figures.forEach((what, count) -> System.out.println(what + ": " + count));
        assertThat(figures).isNotEmpty();
        assertThat(ours).isEmpty();
    }

    /** What the exam says of a migration; {@code detail} names the defect. */
    private record Result(Kind kind, String detail) {}

    private enum Kind {
        PASSED,
        PASSED_BUT_FOR_DROPPED_ROWS,
        DEFECT_OF_THE_APPLICATION,
        NO_PLAN,
        NOT_RUN,
        OURS
    }

    private void report(String application, Migration migration, Result result) {
        String line = application + " " + migration.name() + ": " + result.kind()
                + (result.detail().isEmpty() ? "" : " (" + result.detail() + ")");
        System.out.println(line);
        figures.merge(application + " " + result.kind(), 1, Integer::sum);
        if (result.kind() == Kind.OURS) {
            ours.add(line);
        }
    }

    private Result judge(Migration migration, Script down, Catalog catalog, String schema) {
        Analysis up = analysed(migration.up(), catalog);
        PlanOutcome planned = Bench.plan(up);
        if (planned instanceof PlanOutcome.NoPlan none) {
            return new Result(Kind.NO_PLAN, none.reasons().getFirst());
        }
        dev.lockkeeper.plan.Plan plan = ((PlanOutcome.Planned) planned).plan();
        long start = System.nanoTime();
        DryRunOutcome outcome = new DryRun(Bench.databases(), ShadowChoice.EMBEDDED, Bench.READER)
                .run(
                        new DryRunRequest(
                                up,
                                plan,
                                schema,
                                ROWS,
                                1,
                                ForecastSettings.OFF,
                                Optional.empty(),
                                "",
                                Optional.of(new DryRunRequest.GivenDown(
                                        migration.name() + "/down", analysed(down, up.end())))),
                        context.version());
        if (Duration.ofNanos(System.nanoTime() - start).compareTo(LIMIT) > 0) {
            return new Result(Kind.OURS, "slow: " + Duration.ofNanos(System.nanoTime() - start));
        }
        return switch (outcome) {
            case DryRunOutcome.Ran ran ->
                of(ran.evidence(), plan.phases().stream().anyMatch(Phase::irreversible));
            case DryRunOutcome.Skipped skipped -> new Result(Kind.OURS, skipped.why());
            case DryRunOutcome.Unavailable unavailable -> new Result(Kind.OURS, unavailable.reason());
        };
    }

    private static Result of(Evidence evidence, boolean losesRows) {
        List<String> defects = new ArrayList<>();
        if (!evidence.schemaEqual().orElse(true)) {
            defects.add("the plan leads elsewhere: " + evidence.schemaDifferences());
        }
        evidence.plan()
                .failure()
                .filter(failure -> evidence.original().failure().isEmpty())
                .ifPresent(failure -> defects.add("the plan fails where the text does not: " + failure));
        evidence.original().statements().forEach(run -> defects.addAll(run.unpredicted()));
        evidence.plan().statements().forEach(run -> defects.addAll(run.unpredicted()));
        evidence.rollback().prefixes().stream()
                .filter(prefix -> !prefix.proven())
                .forEach(prefix -> defects.add("the plan's own rollback: " + prefix.differences()));
        if (!defects.isEmpty()) {
            return new Result(Kind.OURS, String.join("; ", defects));
        }
        return evidence.rollback()
                .given()
                .map(given -> given.proven()
                        ? new Result(Kind.PASSED, "")
                        : given.restoresSchema() && losesRows
                                ? new Result(Kind.PASSED_BUT_FOR_DROPPED_ROWS, "")
                                : new Result(Kind.DEFECT_OF_THE_APPLICATION, given.defects()))
                .orElseGet(() -> new Result(
                        Kind.NOT_RUN,
                        evidence.original().failure().map(SqlFailure::message).orElse("")));
    }

    private Analysis analysed(Script script, Catalog catalog) {
        return Analyzer.analyze(script, catalog, context, context.version(), Framework.PLAIN, true);
    }

    private static Catalog replayed(Catalog before, Script script) {
        Catalog catalog = before;
        for (ScriptStatement statement : script.statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return catalog;
    }
}
