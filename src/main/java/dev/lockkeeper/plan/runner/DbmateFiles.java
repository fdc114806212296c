package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.Section;
import java.util.List;
import java.util.Optional;

/**
 * {@code 42_words.sql} with {@code -- migrate:up} and {@code -- migrate:down}. Without a transaction dbmate sends a
 * section as one string, so such a section holds a single statement.
 */
final class DbmateFiles implements RunnerFormat {
    private static final String OFF = " transaction:false";

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
        String up = piece.section().map(section -> up(job, piece, section)).orElseGet(() -> written(job.original()));
        String text = up + (up.endsWith("\n") ? "\n" : "\n\n") + down(piece.back());
        int phase = piece.phase().number();
        return new RunnerMigration(
                phase,
                name,
                List.of(new PlanFile(name + ".sql", phase, false, text)),
                new RunnerMigration.Judged(name + ".sql", up),
                Optional.empty());
    }

    private static String written(String original) {
        return original.lines().anyMatch(line -> line.matches("--\\s*migrate:up\\b.*"))
                ? original
                : "-- migrate:up\n" + original;
    }

    private static String up(Job job, Piece piece, Section section) {
        return piece.transactional()
                ? "-- migrate:up\n" + job.head(piece) + Job.lines(section.wrapped())
                : "-- migrate:up" + OFF + "\n" + GolangMigrateFiles.lone(job, piece, section);
    }

    private static String down(Back back) {
        return switch (back) {
            case Back.Undo undo ->
                undo.transactional()
                        ? "-- migrate:down\n" + Job.lines(undo.wrapped())
                        : "-- migrate:down" + OFF + "\n"
                                + Job.lines(undo.sections().getFirst().statements());
            case Back.Nothing nothing -> "-- migrate:down\n-- Nothing to do: " + nothing.why() + "\nSELECT 1;\n";
            case Back.Never never -> "-- migrate:down\n" + Job.lines(List.of(never.raise()));
        };
    }
}
