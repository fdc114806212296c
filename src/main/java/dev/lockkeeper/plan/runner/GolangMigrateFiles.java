package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.Section;
import dev.lockkeeper.plan.TransactionMode;
import java.util.List;
import java.util.Optional;

/**
 * {@code 42_words.up.sql} and {@code .down.sql}. A file is sent as one string: with BEGIN and COMMIT in it, or with a
 * single statement that must stand in no transaction and therefore cannot set its timeouts.
 */
final class GolangMigrateFiles implements RunnerFormat {
    @Override
    public List<RunnerMigration> write(Job job) {
        return Pieces.of(job.plan(), true).stream()
                .map(piece -> migration(job, piece))
                .toList();
    }

    private static RunnerMigration migration(Job job, Piece piece) {
        String name = piece.count() == 1
                ? job.name()
                        .own()
                        .orElse(job.name().number(1) + "_" + job.name().words())
                : job.name().number(piece.index()) + "_" + job.name().unique(piece);
        String up = piece.section().map(section -> lone(job, piece, section)).orElseGet(job::original);
        int phase = piece.phase().number();
        return new RunnerMigration(
                phase,
                name,
                List.of(
                        new PlanFile(name + ".up.sql", phase, false, up),
                        new PlanFile(name + ".down.sql", phase, true, down(piece.back()))),
                new RunnerMigration.Judged(name + ".up.sql", up),
                Optional.empty());
    }

    /** The text of a file that is one string for the server. */
    static String lone(Job job, Piece piece, Section section) {
        return section.mode() == TransactionMode.TRANSACTION
                ? job.head(piece) + Job.lines(section.ownTransaction())
                : job.head(
                                piece,
                                "Alone in its file, because it must be in no transaction; so its timeouts are those of the session:",
                                "lock_timeout " + millis(section.timeouts().lockMillis()) + ", statement_timeout "
                                        + millis(section.timeouts().statementMillis())
                                        + " are wanted (options=-c lock_timeout=… in the connection).")
                        + Job.lines(section.statements());
    }

    private static String millis(long millis) {
        return millis == 0 ? "0 (none)" : millis + " ms";
    }

    private static String down(Back back) {
        return switch (back) {
            case Back.Undo undo ->
                Job.lines(
                        undo.transactional()
                                ? undo.alone()
                                : undo.sections().getFirst().statements());
            case Back.Nothing nothing -> "-- Nothing to do: " + nothing.why() + "\nSELECT 1;\n";
            case Back.Never never -> Job.lines(List.of(never.raise()));
        };
    }
}
