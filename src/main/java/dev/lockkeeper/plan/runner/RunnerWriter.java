package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.sql.Script;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A plan to the files of a runner. */
public final class RunnerWriter {
    private final String reviewId;
    private final String requester;
    private final RunnerNaming naming;
    private final Instant now;

    /** {@code now} gives a version to what has none. */
    public RunnerWriter(String reviewId, String requester, RunnerNaming naming, Instant now) {
        this.reviewId = reviewId;
        this.requester = requester;
        this.naming = naming;
        this.now = now;
    }

    /** Empty for psql, whose files every plan has. {@code script} is what was submitted as {@code migration}. */
    public Optional<RunnerOutcome> of(Framework framework, Plan plan, Script script, String migration) {
        if (framework == Framework.PLAIN) {
            return Optional.empty();
        }
        if (framework != Framework.FLYWAY && naming.number().orElse("0").matches(".*\\D.*")) {
            return Optional.of(new RunnerOutcome.Refused(
                    "versions of " + framework.displayName() + " are digits; give --number without dots"));
        }
        Job job = new Job(
                framework,
                reviewId,
                migration,
                plan,
                script,
                MigrationName.of(framework, migration, naming, now),
                naming.after(),
                requester,
                now);
        return Optional.of(Markers.problem(framework, plan)
                .<RunnerOutcome>map(RunnerOutcome.Refused::new)
                .orElseGet(() -> new RunnerOutcome.Written(
                        RunnerFiles.cut(job, format(framework).write(job)))));
    }

    private static RunnerFormat format(Framework framework) {
        return switch (framework) {
            case FLYWAY -> new FlywayFiles();
            case LIQUIBASE -> new LiquibaseFiles();
            case GOLANG_MIGRATE -> new GolangMigrateFiles();
            case DBMATE -> new DbmateFiles();
            case GOOSE -> new GooseFiles();
            case SQITCH -> new SqitchFiles();
            case PRISMA -> new PrismaFiles();
            case RAILS -> new RailsFiles();
            case DJANGO -> new DjangoFiles();
            case ALEMBIC -> new AlembicFiles();
            case PLAIN -> job -> List.of();
        };
    }
}
