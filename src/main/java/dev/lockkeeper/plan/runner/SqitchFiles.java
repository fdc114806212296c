package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.StepComments;
import dev.lockkeeper.plan.TransactionMode;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A change for each step, because Sqitch deploys a change that failed again as a whole: {@code deploy/},
 * {@code revert/} and {@code verify/}, run by psql. The order is that of the lines for {@code sqitch.plan}.
 */
final class SqitchFiles implements RunnerFormat {
    static final String PLAN_LINES = "sqitch.plan.add";

    @Override
    public List<RunnerMigration> write(Job job) {
        List<RunnerMigration> migrations = new ArrayList<>();
        Optional<String> before = Optional.empty();
        for (Piece piece : Pieces.of(job.plan(), false)) {
            String name = piece.count() == 1
                    ? job.name().own().orElse(job.name().words())
                    : job.name().unique(piece);
            String deploy = piece.section()
                    .map(section -> "-- Deploy " + name + "\n" + job.head(piece)
                            + Job.lines(
                                    section.mode() == TransactionMode.TRANSACTION
                                            ? section.ownTransaction()
                                            : section.session()))
                    .orElseGet(job::original);
            int phase = piece.phase().number();
            migrations.add(new RunnerMigration(
                    phase,
                    name,
                    List.of(
                            new PlanFile("deploy/" + name + ".sql", phase, false, deploy),
                            new PlanFile("revert/" + name + ".sql", phase, true, revert(name, piece.back())),
                            new PlanFile("verify/" + name + ".sql", phase, false, verify(name, piece))),
                    new RunnerMigration.Judged("deploy/" + name + ".sql", deploy),
                    Optional.empty(),
                    Optional.of(planLine(job, name, before, piece))));
            before = Optional.of(name);
        }
        return migrations;
    }

    private static String revert(String name, Back back) {
        return "-- Revert " + name + "\n"
                + switch (back) {
                    case Back.Undo undo -> Job.lines(undo.alone());
                    case Back.Nothing nothing -> "-- Nothing to do: " + nothing.why() + "\n";
                    case Back.Never never -> Job.lines(List.of(never.raise()));
                };
    }

    /** Fails where an index of the tables was left invalid; there is nothing to read where no table is touched. */
    private static String verify(String name, Piece piece) {
        TreeSet<String> tables = new TreeSet<>();
        piece.step()
                .locks()
                .forEach(lock ->
                        tables.add("to_regclass('" + lock.relation().sql().replace("'", "''") + "')"));
        return "-- Verify " + name + ": no index of its tables was left invalid\n"
                + (tables.isEmpty()
                        ? "SELECT 1;\n"
                        : "SELECT 1 / (count(*) = 0)::int FROM pg_catalog.pg_index WHERE NOT indisvalid AND indrelid IN ("
                                + String.join(", ", tables) + ");\n");
    }

    /** Each change requires the one before it. */
    private static String planLine(Job job, String name, Optional<String> before, Piece piece) {
        String who = StepComments.oneLine(job.requester())
                .replaceAll("[^A-Za-z0-9 _.-]", "")
                .strip();
        return name + before.map(change -> " [" + change + "]").orElse("") + " "
                + job.name().time(job.now()).truncatedTo(ChronoUnit.SECONDS).plusSeconds(piece.index() - 1L) + " "
                + (who.isEmpty() ? "lockkeeper" : who) + " <lockkeeper@localhost> # Lockkeeper review "
                + StepComments.oneLine(job.reviewId()) + ", step "
                + piece.step().id() + "\n";
    }
}
